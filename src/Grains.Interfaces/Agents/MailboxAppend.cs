namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// One atomic step of the log: an entry for this mailbox, and what must stand or fall with it. Everything but the entry
/// is
/// optional.
/// </summary>
/// <param name="Kind">Of the entry.</param>
/// <param name="Connection">Of the entry.</param>
/// <param name="Body">Of the entry.</param>
/// <param name="LineageTag">Of the entry.</param>
/// <param name="Retention">How long the entry is kept.</param>
/// <param name="ExpiresAt">When an unacknowledged message becomes undeliverable; null for stubs and notices.</param>
/// <param name="Settles">The sender's number that this settles; null where there is none.</param>
/// <param name="Opens">The hold that this opens; null where there is none.</param>
/// <param name="Closes">The hold that this closes; null where there is none.</param>
/// <param name="Fence">
/// The claim under which the connection has judged this, which must be its newest; 0 for what depends on no judgement.
/// </param>
/// <param name="Watcher">
/// The agent that <paramref name="Settles"/> a number of its device and wants a hint when the entry is acknowledged;
/// null where nobody does.
/// </param>
[GenerateSerializer, Immutable, Alias("cex.MailboxAppend")]
public sealed record MailboxAppend(
    EntryKind Kind, ConnectionId Connection, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> LineageTag,
    RetentionClass Retention, DateTimeOffset? ExpiresAt, SenderMark? Settles = null, Hold? Opens = null,
    HoldKey? Closes = null, long Fence = 0, AgentId? Watcher = null);
