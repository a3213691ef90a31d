namespace ContextExchange.Client;

/// <summary>One entry of the mailbox as it came off the wire.</summary>
internal sealed record Delivery(
    long Sequence, EntryKind Kind, DateTimeOffset At, ConnectionId Connection, byte[] Tag, byte[] Body);
