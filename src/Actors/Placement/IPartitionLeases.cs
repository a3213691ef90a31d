namespace ContextExchange.Actors;

/// <summary>
/// The table that decides who owns which partition: the one arbiter of a cluster. A silo has one lease for all of its
/// partitions, by the table's own clock; when it ends, or the table knows otherwise that the silo is dead, the
/// partitions are free. Every method is one atomic step, and may be called from any thread.
/// </summary>
public interface IPartitionLeases
{
    /// <summary>Begins a new run of a silo, with a lease and no partition.</summary>
    /// <exception cref="SiloIdTakenException">A silo with this id has a lease that runs.</exception>
    Task<SiloAddress> JoinAsync(string siloId, string endpoint, CancellationToken cancellationToken);

    /// <summary>
    /// Extends the lease and keeps the report. Null when the lease has ended: the silo owns nothing and has to join
    /// again.
    /// </summary>
    Task<ClusterView?> RenewAsync(SiloAddress self, SiloReport report, CancellationToken cancellationToken);

    /// <summary>Takes those of the partitions that are free. Null when the lease has ended.</summary>
    Task<ClusterView?> ClaimAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, CancellationToken cancellationToken);

    /// <summary>
    /// Gives those of the partitions that this silo owns to another one; if that one has no lease any more, they are
    /// free. Null when this silo's lease has ended.
    /// </summary>
    Task<ClusterView?> HandOverAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, SiloAddress to, CancellationToken cancellationToken);

    /// <summary>Ends the lease; what the silo still owns is free. Does nothing when it has ended.</summary>
    Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken);

    /// <summary>
    /// Tells a silo, this one or another, to give its partitions away and take none, or to take its share again. It
    /// lasts as long as the silo's run.
    /// </summary>
    Task<DrainAnswer> SetDrainingAsync(string siloId, bool draining, CancellationToken cancellationToken);

    /// <summary>Every silo that lives, and the last run of each that was here within a week, by id.</summary>
    Task<IReadOnlyList<SiloStatus>> ListAsync(CancellationToken cancellationToken);
}
