namespace ContextExchange.Client;

/// <summary>The server's <c>recovered = false</c>: entries may be lost to this device.</summary>
/// <param name="LastSeen">The last mailbox sequence that is stored here.</param>
/// <param name="ContinuesAt">Where deliveries go on; at or before <paramref name="LastSeen"/> the server was
/// restored.</param>
public sealed record MailboxGap(long LastSeen, long ContinuesAt);
