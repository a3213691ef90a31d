using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Bench;

/// <summary>
/// A device's state in memory, written in place and undone without a commit: what is measured is the cryptography.
/// </summary>
internal sealed class BenchStore : IDeviceStore
{
    private static readonly Comparer<byte[]> Bytewise =
        Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

    private readonly Dictionary<DeviceTable, SortedDictionary<byte[], byte[]>> _tables = [];

    public IDeviceTransaction Begin() => new Transaction(this);

    private SortedDictionary<byte[], byte[]> Rows(DeviceTable table) =>
        _tables.TryGetValue(table, out var rows) ? rows : _tables[table] = new(Bytewise);

    private sealed class Transaction(BenchStore store) : IDeviceTransaction
    {
        private readonly Stack<(DeviceTable Table, byte[] Key, byte[]? Before)> _undo = new();

        public byte[]? Get(DeviceTable table, ReadOnlySpan<byte> key) =>
            store.Rows(table).TryGetValue(key.ToArray(), out var value) ? [.. value] : null;

        public void Put(DeviceTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            var copy = key.ToArray();
            _undo.Push((table, copy, store.Rows(table).GetValueOrDefault(copy)));
            store.Rows(table)[copy] = value.ToArray();
        }

        public void Delete(DeviceTable table, ReadOnlySpan<byte> key)
        {
            var copy = key.ToArray();
            if (store.Rows(table).Remove(copy, out var before)) _undo.Push((table, copy, before));
        }

        public IReadOnlyList<DeviceRow> Scan(DeviceTable table, ReadOnlySpan<byte> prefix, int limit)
        {
            var found = new List<DeviceRow>();
            foreach (var (key, value) in store.Rows(table))
            {
                if (found.Count == limit) break;
                if (key.AsSpan().StartsWith(prefix)) found.Add(new([.. key], [.. value]));
            }
            return found;
        }

        public void Commit() => _undo.Clear();

        public void Dispose()
        {
            while (_undo.TryPop(out var write))
                if (write.Before is { } before)
                    store.Rows(write.Table)[write.Key] = before;
                else
                    store.Rows(write.Table).Remove(write.Key);
        }
    }
}
