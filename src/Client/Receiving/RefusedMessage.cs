namespace ContextExchange.Client;

/// <summary>
/// A message that did not pass a check of this device: its text is not given to anybody. Nothing that an honest server
/// and an honest peer do leads here.
/// </summary>
/// <param name="Sequence">Its place in the agent's mailbox.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Connection">Over which connection it came.</param>
/// <param name="Reason">
/// A stable code, for example <c>approval-missing</c>, <c>approval-invalid</c>, <c>roster-names-ghost</c>.
/// </param>
/// <param name="IsAttack">
/// Somebody forged or altered something: the connection was suspended on this side's behalf.
/// </param>
public sealed record RefusedMessage(
    long Sequence, DateTimeOffset At, ConnectionId Connection, string Reason, bool IsAttack)
    : MailboxItem(Sequence, At, Connection);
