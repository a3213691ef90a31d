namespace ContextExchange.Actors;

/// <summary>Who owns what, as the lease table said at one moment.</summary>
/// <param name="Version">Grows with every change of the table; an older view never replaces a newer one.</param>
/// <param name="Silos">Every silo whose lease runs.</param>
/// <param name="Owners">
/// For each partition the silo that owns it, one of <paramref name="Silos"/>; null when none.
/// </param>
public sealed record ClusterView(long Version, IReadOnlyList<SiloAddress> Silos, IReadOnlyList<SiloAddress?> Owners)
{
    /// <summary>The incarnations of the silos that give their partitions away and take none.</summary>
    public IReadOnlyCollection<long> Draining { get; init; } = [];
}
