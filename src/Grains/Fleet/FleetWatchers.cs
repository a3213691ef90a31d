namespace ContextExchange.Grains.Fleet;

/// <summary>
/// Who watches what an owner has: its agents, or the connections of one of them. In memory: who wants to go on
/// comes again within a minute.
/// </summary>
internal sealed class FleetWatchers
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IActivityObserver, DateTimeOffset> _watchers = [];

    /// <summary>Adds a watcher or renews it.</summary>
    public void Add(IActivityObserver watcher, DateTimeOffset now)
    {
        foreach (var (known, until) in _watchers.ToArray())
            if (until <= now) _watchers.Remove(known);
        _watchers[watcher] = now + Lifetime;
    }

    /// <summary>Tells everyone that there is something new; whoever is gone is forgotten.</summary>
    public void Tell(DateTimeOffset now)
    {
        foreach (var (watcher, until) in _watchers.ToArray())
        {
            if (until > now) _ = TellAsync(watcher);
            else _watchers.Remove(watcher);
        }
    }

    private async Task TellAsync(IActivityObserver watcher)
    {
        try
        {
            await watcher.OnFleetChanged();
        }
        catch (OrleansException)
        {
            _watchers.Remove(watcher);
        }
    }
}
