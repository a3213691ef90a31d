namespace ContextExchange.Actors;

/// <summary>
/// How many partitions each silo should have: all the same, the remainder to the first by id, and none for one that
/// drains, as long as there is one that does not. Pure.
/// </summary>
internal static class Shares
{
    /// <summary>The silos that should own something.</summary>
    internal static IReadOnlyList<SiloAddress> Takers(ClusterView view)
    {
        if (view.Draining.Count == 0) return view.Silos;
        var takers = view.Silos.Where(silo => !view.Draining.Contains(silo.Incarnation)).ToList();
        return takers.Count > 0 ? takers : view.Silos;
    }

    /// <summary>
    /// The number of partitions that a silo of the view should own; 0 for one that drains or is not in it.
    /// </summary>
    internal static int Of(SiloAddress silo, ClusterView view)
    {
        var rank = 0;
        var isMember = false;
        var takers = Takers(view);
        foreach (var other in takers)
        {
            isMember |= other.Incarnation == silo.Incarnation;
            if (string.CompareOrdinal(other.Id, silo.Id) < 0) rank++;
        }

        if (!isMember) return 0;
        var (each, rest) = Math.DivRem(view.Owners.Count, takers.Count);
        return each + (rank < rest ? 1 : 0);
    }

    internal static int Owned(SiloAddress silo, ClusterView view) =>
        view.Owners.Count(owner => owner?.Incarnation == silo.Incarnation);

    /// <summary>The free partitions that a silo should take now.</summary>
    internal static List<int> ToClaim(SiloAddress silo, ClusterView view) => Enumerable.Range(0, view.Owners.Count)
        .Where(partition => view.Owners[partition] is null)
        .Take(Math.Max(0, Of(silo, view) - Owned(silo, view))).ToList();

    /// <summary>
    /// The one partition that a silo with too many gives away next, and to whom; null when it has its share.
    /// </summary>
    internal static (int Partition, SiloAddress To)? ToHandOver(SiloAddress silo, ClusterView view)
    {
        if (Owned(silo, view) <= Of(silo, view)) return null;
        var poorest = view.Silos.MaxBy(other => Of(other, view) - Owned(other, view));
        if (poorest is null || Of(poorest, view) <= Owned(poorest, view)) return null;
        for (var partition = view.Owners.Count - 1; ; partition--)
        {
            if (view.Owners[partition]?.Incarnation == silo.Incarnation) return (partition, poorest);
        }
    }

    /// <summary>Whom a silo that leaves gives which partitions; empty when nobody else is there.</summary>
    internal static Dictionary<SiloAddress, List<int>> ToLeave(SiloAddress silo, ClusterView view)
    {
        var others = Takers(
            view with { Silos = [.. view.Silos.Where(other => other.Incarnation != silo.Incarnation)] });
        var given = others.ToDictionary(other => other, _ => new List<int>());
        if (others.Count == 0) return given;
        var owned = others.ToDictionary(other => other, other => Owned(other, view));
        for (var partition = 0; partition < view.Owners.Count; partition++)
        {
            if (view.Owners[partition]?.Incarnation != silo.Incarnation) continue;
            var poorest = others.MinBy(other => owned[other])!;
            owned[poorest]++;
            given[poorest].Add(partition);
        }

        return given;
    }
}
