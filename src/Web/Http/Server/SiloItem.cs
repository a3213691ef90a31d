using ContextExchange.Web.Cluster;

namespace ContextExchange.Web.Http;

/// <summary>A row of <c>GET /v1/cluster/silos</c>; ages are milliseconds.</summary>
internal sealed record SiloItem(
    string Id, string Address, SiloState State, int? Partitions, int? Clients, string Version, DateTimeOffset JoinedAt,
    long? LeaseAge, DateTimeOffset? GoneAt)
{
    public static SiloItem Of(SiloInfo silo) => new(
        silo.Id, silo.Address, silo.State, silo.Partitions, silo.Clients, silo.Version, silo.JoinedAt,
        (long?)silo.LeaseAge?.TotalMilliseconds, silo.GoneAt);
}
