namespace ContextExchange.Grains.Storage;

/// <summary>A claimed mailbox.</summary>
/// <param name="Mailbox">Whose.</param>
/// <param name="Epoch">The claim's fencing number; only the newest can append.</param>
/// <param name="Sequence">The newest entry's sequence; 0 when empty.</param>
/// <param name="NextExpiry">When the earliest unacknowledged message may become undeliverable; null when nothing
/// waits.</param>
public sealed record MailboxHead(AgentId Mailbox, long Epoch, long Sequence, DateTimeOffset? NextExpiry);
