namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// Names one question to one owner: a message can be held for its sender's owner, then for its recipient's.
/// </summary>
/// <param name="Connection">Where.</param>
/// <param name="Message">Which message.</param>
/// <param name="Side">The agent whose owner is asked.</param>
[GenerateSerializer, Immutable, Alias("cex.HoldKey")]
public readonly record struct HoldKey(ConnectionId Connection, EnvelopeId Message, AgentId Side);
