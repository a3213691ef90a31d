namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>An agent with its owner and all its devices.</summary>
/// <param name="Agent">Keys, certificates and what was signed.</param>
/// <param name="Devices">All of them, the first is the agent's own.</param>
/// <param name="Client">Where the owner sits in the network.</param>
internal sealed record Party(TestAgent Agent, IReadOnlyList<TestDevice> Devices, int Client);
