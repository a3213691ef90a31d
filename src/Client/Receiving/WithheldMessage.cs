namespace ContextExchange.Client;

/// <summary>
/// The server holds back, or has refused or dropped, a message of the peer. Its number and hash stand here, so that the
/// sender's chain stays checkable; if it was held and is approved, it comes later.
/// </summary>
/// <param name="Sequence">The stub's place in the agent's mailbox.</param>
/// <param name="At">When the server stored the stub.</param>
/// <param name="Connection">Over which connection.</param>
/// <param name="SenderDevice">Which device sent it.</param>
/// <param name="SenderSequence">The sender's number for it.</param>
public sealed record WithheldMessage(
    long Sequence, DateTimeOffset At, ConnectionId Connection, DeviceId SenderDevice, long SenderSequence)
    : MailboxItem(Sequence, At, Connection);
