namespace ContextExchange.Interop.Tests.Parties;

/// <summary>
/// A device's store in memory, rows in order. A transaction remembers what it replaced and puts it back unless it has
/// committed; transactions follow each other.
/// </summary>
internal sealed class MemoryDeviceStore : IDeviceStore
{
    private static readonly Comparer<Row> Bytewise =
        Comparer<Row>.Create((left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));

    private readonly Dictionary<DeviceTable, SortedSet<Row>> _tables;
    private readonly bool _commits;

    public MemoryDeviceStore() : this([], commits: true)
    {
    }

    private MemoryDeviceStore(Dictionary<DeviceTable, SortedSet<Row>> tables, bool commits)
    {
        _tables = tables;
        _commits = commits;
    }

    /// <summary>Every row, by table and key.</summary>
    public IEnumerable<(DeviceTable Table, byte[] Key, byte[] Value)> Rows =>
        _tables.OrderBy(table => table.Key)
            .SelectMany(table => table.Value.Select(row => (table.Key, row.Key, row.Value)));

    /// <summary>The same rows, in a view in which nothing is ever committed.</summary>
    public MemoryDeviceStore WithoutCommit() => new(_tables, commits: false);

    public IDeviceTransaction Begin() => new Transaction(this);

    private SortedSet<Row> Table(DeviceTable table) =>
        _tables.TryGetValue(table, out var rows) ? rows : _tables[table] = new(Bytewise);

    /// <summary>Sets a row, or removes it where the value is null, and returns what it was.</summary>
    private byte[]? Set(DeviceTable table, byte[] key, byte[]? value)
    {
        var rows = Table(table);
        var row = new Row(key, value ?? []);
        var before = rows.TryGetValue(row, out var known) ? known.Value : null;
        if (before is not null) rows.Remove(row);
        if (value is not null) rows.Add(row);
        return before;
    }

    private readonly record struct Row(byte[] Key, byte[] Value);

    private sealed class Transaction(MemoryDeviceStore store) : IDeviceTransaction
    {
        private readonly Stack<(DeviceTable Table, byte[] Key, byte[]? Before)> _undo = [];

        public byte[]? Get(DeviceTable table, ReadOnlySpan<byte> key) =>
            store.Table(table).TryGetValue(new(key.ToArray(), []), out var row) ? [.. row.Value] : null;

        public void Put(DeviceTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            var owned = key.ToArray();
            _undo.Push((table, owned, store.Set(table, owned, value.ToArray())));
        }

        public void Delete(DeviceTable table, ReadOnlySpan<byte> key)
        {
            var owned = key.ToArray();
            _undo.Push((table, owned, store.Set(table, owned, null)));
        }

        public IReadOnlyList<DeviceRow> Scan(DeviceTable table, ReadOnlySpan<byte> prefix, int limit)
        {
            var rows = store.Table(table);
            var found = new List<DeviceRow>();
            if (rows.Count == 0) return found;
            Row first = new(prefix.ToArray(), []), last = rows.Max;
            if (Bytewise.Compare(first, last) > 0) return found;
            foreach (var (key, value) in rows.GetViewBetween(first, last))
            {
                if (found.Count == limit || !key.AsSpan().StartsWith(prefix)) break;
                found.Add(new([.. key], [.. value]));
            }
            return found;
        }

        public void Commit()
        {
            if (store._commits) _undo.Clear();
        }

        public void Dispose()
        {
            while (_undo.TryPop(out var change)) store.Set(change.Table, change.Key, change.Before);
        }
    }
}
