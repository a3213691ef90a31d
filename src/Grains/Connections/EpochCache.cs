using System.Diagnostics.CodeAnalysis;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>The epochs that messages of one connection came under lately. Bounded: the oldest goes first.</summary>
internal sealed class EpochCache
{
    private const int Capacity = 64;

    private readonly Dictionary<Bytes32, KnownEpoch> _epochs = [];
    private readonly Queue<Bytes32> _order = [];

    public bool TryFind(Bytes32 hash, [NotNullWhen(true)] out KnownEpoch? epoch) =>
        _epochs.TryGetValue(hash, out epoch);

    public void Add(KnownEpoch epoch)
    {
        if (!_epochs.TryAdd(epoch.Hash, epoch)) return;
        _order.Enqueue(epoch.Hash);
        if (_order.Count > Capacity) _epochs.Remove(_order.Dequeue());
    }
}
