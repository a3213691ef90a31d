namespace ContextExchange.Simulation.Tests.Runs;

/// <summary>Counts what happened, so that a run in which nothing did cannot pass for a good one.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string what, long times = 1) => _counts[what] = this[what] + times;

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Add(Coverage other)
    {
        foreach (var (what, times) in other.Counts) Count(what, times);
    }
}
