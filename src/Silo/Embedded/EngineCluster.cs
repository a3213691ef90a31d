using ContextExchange.Actors;
using ContextExchange.Web.Cluster;

namespace ContextExchange.Silo;

/// <summary>The embedded engine's cluster, as the edge sees it.</summary>
/// <param name="control">The engine's own view.</param>
/// <param name="version">The build that this process runs.</param>
internal sealed class EngineCluster(ClusterControl control, string version) : ISiloCluster
{
    public int? OwnedPartitions => control.OwnedPartitions;

    public void Attach(Func<int> clients, Action<bool> drainingChanged)
    {
        control.Describe = () => new SiloReport(version, clients());
        control.DrainingChanged = drainingChanged;
    }

    public async Task<IReadOnlyList<SiloInfo>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await control.ListAsync(cancellationToken)).Select(silo => InfoOf(silo, control.LeaseDuration))];

    public async Task<Refusal> SetDrainingAsync(string silo, bool draining, CancellationToken cancellationToken) =>
        await control.SetDrainingAsync(silo, draining, cancellationToken) switch
        {
            DrainAnswer.Told => Refusal.None,
            DrainAnswer.Unknown => Refusal.NotFound,
            DrainAnswer.LastOne => Refusal.Conflict,
            var other => throw new InvalidOperationException($"{other} is no answer."),
        };

    public Task HandOverAsync(CancellationToken cancellationToken) => control.DrainAsync(cancellationToken);

    /// <summary>A row of the lease table in the edge's words.</summary>
    internal static SiloInfo InfoOf(SiloStatus silo, TimeSpan leaseDuration)
    {
        var lives = silo.GoneAt is null;
        var age = leaseDuration - silo.LeaseLeft;
        return new SiloInfo(
            silo.Silo.Id, silo.Silo.Endpoint,
            SiloStates.Of(lives, silo.IsDraining, silo.Partitions, silo.Report.Clients),
            silo.Partitions, silo.Report.Clients, silo.Report.Version, silo.JoinedAt,
            lives ? age < TimeSpan.Zero ? TimeSpan.Zero : age : null, silo.GoneAt);
    }
}
