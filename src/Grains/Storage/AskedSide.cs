namespace ContextExchange.Grains.Storage;

/// <summary>An agent whose owner is asked about messages.</summary>
/// <param name="Side">The agent.</param>
/// <param name="Newest">When the newest of the messages was held.</param>
public sealed record AskedSide(AgentId Side, DateTimeOffset Newest);
