namespace ContextExchange.Client;

/// <summary>One of an owner's agents.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Name">As it was registered.</param>
public sealed record OwnerAgent(AgentId Agent, string Name);
