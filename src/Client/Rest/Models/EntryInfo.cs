namespace ContextExchange.Client;

/// <summary>One entry of a conversation in the server's order.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Kind"><c>message</c>, <c>stub</c> or <c>notice</c>.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Connection">Over which connection.</param>
/// <param name="Body">As it is delivered (protocol/exchange-v1.md, 1.5).</param>
/// <param name="Tag">The server's tag of a message; null elsewhere.</param>
public sealed record EntryInfo(
    long Sequence, string Kind, DateTimeOffset At, ConnectionId Connection, byte[] Body, byte[]? Tag);
