using System.Collections.Immutable;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// A device's store in memory. Its state is one immutable value, so a clone of the device is an assignment, and a
/// transaction that does not commit leaves no trace. It can be told to fail.
/// </summary>
internal sealed class MemoryDeviceStore : IDeviceStore
{
    private static readonly Comparer<byte[]> Bytewise =
        Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

    private static readonly ImmutableSortedDictionary<byte[], byte[]> Empty =
        ImmutableSortedDictionary.Create<byte[], byte[]>(Bytewise);

    public ImmutableDictionary<DeviceTable, ImmutableSortedDictionary<byte[], byte[]>> Tables { get; set; } =
        ImmutableDictionary<DeviceTable, ImmutableSortedDictionary<byte[], byte[]>>.Empty;

    /// <summary>The number of writes and commits, from now, that still work; null: all.</summary>
    public int? FailAfter { get; set; }

    /// <summary>Whether a commit that fails has nevertheless become durable.</summary>
    public bool FailedCommitIsDurable { get; set; }

    public int Commits { get; private set; }

    public IDeviceTransaction Begin() => new Transaction(this);

    public MemoryDeviceStore Clone() => new() { Tables = Tables };

    public IEnumerable<DeviceRow> Rows(DeviceTable table) =>
        Tables.GetValueOrDefault(table, Empty).Select(row => new DeviceRow(row.Key, row.Value));

    private void Step()
    {
        if (FailAfter is not { } left) return;
        if (left == 0) throw new IOException("The store fails here.");
        FailAfter = left - 1;
    }

    private sealed class Transaction(MemoryDeviceStore store) : IDeviceTransaction
    {
        private ImmutableDictionary<DeviceTable, ImmutableSortedDictionary<byte[], byte[]>> _tables = store.Tables;

        public byte[]? Get(DeviceTable table, ReadOnlySpan<byte> key) =>
            _tables.GetValueOrDefault(table, Empty).TryGetValue(key.ToArray(), out var value) ? [.. value] : null;

        public void Put(DeviceTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            store.Step();
            var rows = _tables.GetValueOrDefault(table, Empty);
            _tables = _tables.SetItem(table, rows.SetItem(key.ToArray(), value.ToArray()));
        }

        public void Delete(DeviceTable table, ReadOnlySpan<byte> key)
        {
            store.Step();
            _tables = _tables.SetItem(table, _tables.GetValueOrDefault(table, Empty).Remove(key.ToArray()));
        }

        public IReadOnlyList<DeviceRow> Scan(DeviceTable table, ReadOnlySpan<byte> prefix, int limit)
        {
            var found = new List<DeviceRow>();
            foreach (var (key, value) in _tables.GetValueOrDefault(table, Empty))
            {
                if (found.Count == limit) break;
                if (key.AsSpan().StartsWith(prefix)) found.Add(new([.. key], [.. value]));
            }
            return found;
        }

        public void Commit()
        {
            if (store.FailAfter == 0 && store.FailedCommitIsDurable) store.Tables = _tables;
            store.Step();
            store.Tables = _tables;
            store.Commits++;
        }

        public void Dispose()
        {
        }
    }
}
