namespace ContextExchange.Cli;

/// <summary>One silo; <c>leaseAge</c> is milliseconds, members that do not apply are absent.</summary>
internal sealed record SiloOutput(
    string Id, string State, string Address, int? Partitions, int? Clients, string Version, DateTimeOffset JoinedAt,
    long? LeaseAge, DateTimeOffset? GoneAt)
{
    public static SiloOutput Of(SiloInfo silo) => new(
        silo.Id, silo.State, silo.Address, silo.Partitions, silo.Clients, silo.Version, silo.JoinedAt, silo.LeaseAge,
        silo.GoneAt);
}
