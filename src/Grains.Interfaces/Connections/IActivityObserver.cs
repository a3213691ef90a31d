namespace ContextExchange.Grains.Interfaces;

/// <summary>Someone who watches what an owner's agents do. No content ever passes here.</summary>
[Alias("cex.IActivityObserver")]
public interface IActivityObserver : IGrainObserver
{
    [Alias("OnActivity"), OneWay]
    ValueTask OnActivity(ActivityEvent activity);

    /// <summary>The owner has another agent, or an agent of its another connection: there is more to watch.</summary>
    [Alias("OnFleetChanged"), OneWay]
    ValueTask OnFleetChanged();
}
