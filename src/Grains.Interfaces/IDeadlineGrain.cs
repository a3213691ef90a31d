namespace ContextExchange.Grains.Interfaces;

/// <summary>A grain with deadlines in the due table; the sweeper wakes it when one has passed.</summary>
[Alias("cex.IDeadlineGrain")]
public interface IDeadlineGrain : IGrain
{
    /// <summary>Carries out whatever is due by now. Safe to call at any time, any number of times.</summary>
    [Alias("CarryOutDue")]
    Task CarryOutDue();
}
