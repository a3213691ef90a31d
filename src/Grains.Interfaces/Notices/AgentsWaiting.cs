namespace ContextExchange.Grains.Interfaces;

/// <summary>How many messages wait for the owner of one agent.</summary>
/// <param name="Agent">The name that the agent's owner gave it.</param>
/// <param name="Count">At least 1.</param>
[GenerateSerializer, Immutable, Alias("cex.AgentsWaiting")]
public sealed record AgentsWaiting(string Agent, int Count);
