namespace ContextExchange.Grains.Storage;

/// <summary>The claim under which a connection has judged a step.</summary>
/// <param name="Connection">Which connection.</param>
/// <param name="Number">Of the claim; only the newest one's steps are stored.</param>
public readonly record struct ConnectionFence(ConnectionId Connection, long Number);
