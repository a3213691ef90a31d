namespace ContextExchange.Client;

/// <summary>One silo of the server, as operators see it.</summary>
/// <param name="Id">Its name, kept over restarts.</param>
/// <param name="Address">Where the other silos reach it; empty for one that is alone.</param>
/// <param name="State"><c>joining</c>, <c>active</c>, <c>draining</c>, <c>drained</c> or <c>gone</c>.</param>
/// <param name="Partitions">How many it owns; null for one that is alone.</param>
/// <param name="Clients">Its open sockets a second ago; null where it does not say.</param>
/// <param name="Version">The build that it runs; empty where it does not say.</param>
/// <param name="JoinedAt">When its run began.</param>
/// <param name="LeaseAge">Milliseconds since its lease was renewed; null for one that is gone or alone.</param>
/// <param name="GoneAt">When it left or was found dead; null while it lives.</param>
public sealed record SiloInfo(
    string Id, string Address, string State, int? Partitions, int? Clients, string Version, DateTimeOffset JoinedAt,
    long? LeaseAge, DateTimeOffset? GoneAt);
