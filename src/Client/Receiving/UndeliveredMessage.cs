namespace ContextExchange.Client;

/// <summary>
/// Own messages that a device of the peer could not open, neither at first nor sealed again: they are given back.
/// Sending their texts again is the application's choice.
/// </summary>
/// <param name="Sequence">The place in the own mailbox where the peer's device said so.</param>
/// <param name="At">When the server stored that.</param>
/// <param name="Connection">Over which connection.</param>
/// <param name="Texts">What could not be delivered; empty where this device no longer has it.</param>
/// <param name="Reason">
/// What the peer's device stated (<c>prekey-gone</c>, ...), or why the text could not be sealed again.
/// </param>
public sealed record UndeliveredMessage(
    long Sequence, DateTimeOffset At, ConnectionId Connection, IReadOnlyList<UndeliveredText> Texts, string Reason)
    : MailboxItem(Sequence, At, Connection);
