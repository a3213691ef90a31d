namespace ContextExchange.Client;

/// <summary>
/// One entry of the mailbox. Everything is given again after a restart until <see cref="AgentClient.AckAsync"/> has
/// completed.
/// </summary>
/// <param name="Sequence">Its place in the agent's mailbox, from 1.</param>
/// <param name="At">When the server stored it, by its clock.</param>
/// <param name="Connection">Over which connection it came.</param>
public abstract record MailboxItem(long Sequence, DateTimeOffset At, ConnectionId Connection);
