namespace ContextExchange.Client;

/// <summary>
/// One of the own messages that a device of the peer could not open, neither at first nor sealed again: it is given
/// back. Sending its text again is the application's choice.
/// </summary>
/// <param name="Sequence">The place in the own mailbox where the peer's device said so.</param>
/// <param name="At">When the server stored that.</param>
/// <param name="Connection">Over which connection.</param>
/// <param name="LogicalId">The message's name, see <see cref="Message.LogicalId"/>.</param>
/// <param name="Text">What could not be delivered; null where this device no longer has it.</param>
/// <param name="Reason">What the peer's device stated, for example <c>prekey-gone</c>.</param>
public sealed record UndeliveredMessage(
    long Sequence, DateTimeOffset At, ConnectionId Connection, Guid LogicalId, string? Text, string Reason)
    : MailboxItem(Sequence, At, Connection);
