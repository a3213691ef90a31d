namespace ContextExchange.Actors;

/// <summary>Where grains live in the cluster that this silo takes part in.</summary>
public interface IGrainHomes
{
    /// <summary>
    /// A number that changes whenever what a grain remembers of this silo may be gone, or what it called here may be
    /// lost: with the silo that owns it and that silo's run, with this silo's own run, and with each end of a link over
    /// which the owner called this silo. 0 while no owner is known.
    /// </summary>
    /// <exception cref="ArgumentException">No grain class of that type is registered.</exception>
    long HomeOf(GrainId grain);
}
