using System.Collections.Concurrent;

namespace ContextExchange.Actors;

/// <summary>The observers of this silo whose references have crossed to others, by their numbers.</summary>
internal sealed class ObserverTable
{
    /// <summary>Stands in the names of observers in place of a grain's type.</summary>
    internal static readonly GrainType Type = GrainType.Create("sys.client");

    private readonly ConcurrentDictionary<long, ObserverTarget> _crossed = new();

    internal int Count => _crossed.Count;

    internal void Add(long number, ObserverTarget target) => _crossed[number] = target;

    internal void Remove(long number) => _crossed.TryRemove(number, out _);

    internal ObserverTarget? Find(long number) => _crossed.GetValueOrDefault(number);

    /// <summary>Drops those whose object is collected; nobody else would.</summary>
    internal void Sweep()
    {
        foreach (var (number, target) in _crossed)
        {
            if (target.IsGone) Remove(number);
        }
    }
}
