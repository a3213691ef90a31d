namespace ContextExchange.Web.Cluster;

/// <summary>What operators see of a silo.</summary>
/// <param name="Id">Its name, kept over restarts.</param>
/// <param name="Address">Where the other silos reach it; empty for one that is alone.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Partitions">How many it owns; null for one that is alone.</param>
/// <param name="Clients">Its open sockets at the last renewal; null where it does not say.</param>
/// <param name="Version">The build that it runs; empty where it does not say.</param>
/// <param name="JoinedAt">When its run began.</param>
/// <param name="LeaseAge">
/// How long ago its lease was renewed: about a second at most while it is well, and it is gone at three. Null for one
/// that is gone or alone.
/// </param>
/// <param name="GoneAt">When it left or was found dead; null while it lives.</param>
public sealed record SiloInfo(
    string Id, string Address, SiloState State, int? Partitions, int? Clients, string Version, DateTimeOffset JoinedAt,
    TimeSpan? LeaseAge, DateTimeOffset? GoneAt);
