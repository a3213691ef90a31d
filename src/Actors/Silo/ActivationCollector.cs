namespace ContextExchange.Actors;

/// <summary>
/// Ends activations that nobody used for the collection age. Time is counted in whole quanta, so that marking a use is
/// one write and no clock is read on the call path.
/// </summary>
internal sealed class ActivationCollector(ActorRuntime runtime) : IDisposable
{
    private ITimer? _timer;
    private int _now;

    /// <summary>The current quantum.</summary>
    internal int Now => Volatile.Read(ref _now);

    public void Dispose() => _timer?.Dispose();

    internal void Start()
    {
        var quantum = runtime.Options.CollectionQuantum;
        _timer = runtime.Time.CreateTimer(
            static collector => ((ActivationCollector)collector!).Collect(), this, quantum, quantum);
    }

    /// <summary>The first quantum that lies wholly after this time from now.</summary>
    internal long After(TimeSpan time) => Now + Quanta(time) + 1;

    private long Quanta(TimeSpan time) =>
        (long)Math.Ceiling(time.TotalSeconds / runtime.Options.CollectionQuantum.TotalSeconds);

    private void Collect()
    {
        var now = Interlocked.Increment(ref _now);
        // An activation used during a quantum was used at most one quantum later than that quantum's start.
        var oldest = (int)Math.Clamp(now - Quanta(runtime.Options.CollectionAge), int.MinValue, int.MaxValue);
        foreach (var activation in runtime.Directory.All) activation.DeactivateIfUnused(oldest, now);
    }
}
