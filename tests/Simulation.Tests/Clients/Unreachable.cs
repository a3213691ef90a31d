namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>No answer, or the edge's "unavailable": what became of the call is unknown.</summary>
internal sealed class Unreachable(string reason) : Exception(reason);
