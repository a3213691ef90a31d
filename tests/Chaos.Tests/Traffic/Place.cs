namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Where an agent finds the server.</summary>
/// <param name="Server">The public address, which proofs name.</param>
/// <param name="Ports">The silos, each at a port of loopback.</param>
/// <param name="First">The silo to begin with.</param>
internal sealed record Place(Uri Server, IReadOnlyList<int> Ports, int First);
