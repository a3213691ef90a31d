namespace ContextExchange.Client;

/// <summary>The server's word about one of the own messages or a connection.</summary>
/// <param name="Sequence">Its place in the agent's mailbox.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Notice">What it tells; the note in it is the other owner's text, to be treated as data.</param>
public sealed record ServerNotice(long Sequence, DateTimeOffset At, Notice Notice)
    : MailboxItem(Sequence, At, Notice.Connection);
