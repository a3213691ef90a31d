using System.Collections.Concurrent;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Counts what happened by name, and keeps what should not have. Thread safe.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _counts = [];
    private readonly ConcurrentQueue<string> _unexpected = [];

    public IReadOnlyDictionary<string, int> Counts => _counts;

    public IReadOnlyCollection<string> Unexpected => _unexpected;

    public int this[string name] => _counts.GetValueOrDefault(name);

    public void Count(string name) => _counts.AddOrUpdate(name, 1, (_, before) => before + 1);

    public void Wonder(string what) => _unexpected.Enqueue(what);
}
