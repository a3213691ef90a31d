namespace ContextExchange.Actors;

/// <summary>How many partitions each silo should have: all the same, the remainder to the first by id. Pure.</summary>
internal static class Shares
{
    /// <summary>The number of partitions that a silo of the view should own; 0 for one that is not in it.</summary>
    internal static int Of(SiloAddress silo, ClusterView view)
    {
        var rank = 0;
        var isMember = false;
        foreach (var other in view.Silos)
        {
            isMember |= other.Incarnation == silo.Incarnation;
            if (string.CompareOrdinal(other.Id, silo.Id) < 0) rank++;
        }

        if (!isMember) return 0;
        var (each, rest) = Math.DivRem(view.Owners.Count, view.Silos.Count);
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
        var others = view.Silos.Where(other => other.Incarnation != silo.Incarnation).ToList();
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
