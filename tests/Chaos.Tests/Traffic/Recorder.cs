namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Writes the history of one pair in the order in which things were observed. Thread safe.</summary>
internal sealed class Recorder(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<HistoryEvent> _events = [];
    private int _attempts;

    /// <summary>A copy of what was observed so far.</summary>
    public IReadOnlyList<HistoryEvent> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    public int NextAttempt() => Interlocked.Increment(ref _attempts);

    public void Add(HistoryEvent e)
    {
        lock (_gate) _events.Add(e with { At = time.GetUtcNow() });
    }
}
