namespace ContextExchange.Actors;

/// <summary>Where grains live in the cluster that this silo takes part in.</summary>
public interface IGrainHomes
{
    /// <summary>
    /// The incarnation of the silo that owns the grain, by what this silo knows at the moment; 0 when none is known. What
    /// a grain remembers about others is gone when this has changed.
    /// </summary>
    /// <exception cref="ArgumentException">No grain class of that type is registered.</exception>
    long HomeOf(GrainId grain);
}
