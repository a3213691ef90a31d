namespace ContextExchange.Client;

/// <summary>A published epoch.</summary>
/// <param name="Connection">Whose it is.</param>
/// <param name="Record">In whatever form this reader needs; null where the server has none.</param>
/// <param name="Rewrap">What the owner made for this device (CXE1, 6.5); null where there is none.</param>
internal sealed record EpochAnswer(ConnectionId Connection, byte[]? Record, byte[]? Rewrap);
