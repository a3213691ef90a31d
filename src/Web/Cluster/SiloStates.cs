namespace ContextExchange.Web.Cluster;

/// <summary>What the rows of the lease table mean. Pure.</summary>
public static class SiloStates
{
    /// <summary>The state that follows from what is known of a silo.</summary>
    /// <param name="lives">Its lease runs.</param>
    /// <param name="draining">It was told to drain.</param>
    /// <param name="partitions">How many it owns.</param>
    /// <param name="clients">How many it serves; null where it does not say.</param>
    public static SiloState Of(bool lives, bool draining, int partitions, int? clients) =>
        (lives, draining, partitions) switch
        {
            (false, _, _) => SiloState.Gone,
            (_, true, 0) when clients is null or 0 => SiloState.Drained,
            (_, true, _) => SiloState.Draining,
            (_, false, 0) => SiloState.Joining,
            _ => SiloState.Active,
        };
}
