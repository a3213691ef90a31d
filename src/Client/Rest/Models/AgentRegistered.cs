namespace ContextExchange.Client;

/// <summary>A registered agent.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="ApiKey">Its API key, shown this once.</param>
public sealed record AgentRegistered(AgentId Agent, string ApiKey);
