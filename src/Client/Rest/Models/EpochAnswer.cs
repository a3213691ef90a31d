namespace ContextExchange.Client;

/// <summary>A published epoch.</summary>
internal sealed record EpochAnswer(ConnectionId Connection, byte[]? Record);
