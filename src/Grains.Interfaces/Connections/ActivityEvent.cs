namespace ContextExchange.Grains.Interfaces;

/// <summary>Something that happened on a connection: metadata only.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">A stable name: <c>message.accepted</c>, <c>message.held</c>, <c>message.refused</c>,
/// <c>conversation.stopped</c> (its last message was accepted: its hops or budget are used up), <c>hold.decided</c>,
/// <c>hold.expired</c>, <c>connection.changed</c>, <c>connection.suspended</c>.</param>
/// <param name="Connection">Where.</param>
/// <param name="From">Whose doing.</param>
/// <param name="To">The other agent.</param>
/// <param name="Category">The message's label; null where there is none.</param>
/// <param name="Status">The send status's or verdict's stable name, or why it was suspended or stopped; null where
/// there is none.</param>
/// <param name="Size">Envelope bytes; 0 where there is none.</param>
[GenerateSerializer, Immutable, Alias("cex.ActivityEvent")]
public sealed record ActivityEvent(
    DateTimeOffset At, string Kind, ConnectionId Connection, AgentId From, AgentId To, string? Category, string? Status,
    int Size);
