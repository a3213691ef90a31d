namespace ContextExchange.Client;

/// <summary>
/// A message that cannot be opened here. It is reported instead of being skipped silently; acknowledging it gives it
/// up.
/// </summary>
/// <param name="Sequence">Its place in the agent's mailbox.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Connection">Over which connection it came.</param>
/// <param name="Reason">A stable code, for example <c>prekey-gone</c>.</param>
/// <param name="WillBeSentAgain">
/// Its sender was told by a nack: the text comes once more, sealed anew, with the same logical id.
/// </param>
public sealed record UndecryptableMessage(
    long Sequence, DateTimeOffset At, ConnectionId Connection, string Reason, bool WillBeSentAgain = false)
    : MailboxItem(Sequence, At, Connection);
