namespace ContextExchange.Client;

/// <summary>
/// Mailbox entries of peers whose identity nobody has vouched for yet: kept on disk as they came, oldest first, until
/// the owner trusts the peer. They are never opened, shown or answered before.
/// </summary>
internal sealed class ParkedDeliveries(ClientCore core)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ConnectionId> _connections = [];
    // What an earlier run left is looked at first.
    private TaskCompletionSource _woken = Woken();
    private TaskCompletionSource _tried = New();

    /// <summary>Completes when parked entries may be taken up again; <see cref="Rest"/> begins anew.</summary>
    public Task Awake
    {
        get
        {
            lock (_gate) return _woken.Task;
        }
    }

    /// <summary>The connections of which entries wait.</summary>
    public IReadOnlyList<ConnectionId> Connections
    {
        get
        {
            lock (_gate) return [.. _connections];
        }
    }

    /// <summary>Reads what an earlier run left. On the device's worker.</summary>
    public void Restore()
    {
        lock (_gate)
            foreach (var (key, _) in core.Store.Scan(ClientTable.Parked, [])) _connections.Add(ConnectionOf(key));
    }

    /// <summary>Completes when what waits was tried since the last <see cref="Wake"/>.</summary>
    public Task Tried
    {
        get
        {
            lock (_gate) return _tried.Task;
        }
    }

    /// <summary>Something was trusted or changed: what waits is tried again.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_tried.Task.IsCompleted) _tried = New();
            _woken.TrySetResult();
        }
    }

    /// <summary>Whatever could be taken up was.</summary>
    public void NoteTried()
    {
        lock (_gate)
            if (!_woken.Task.IsCompleted) _tried.TrySetResult();
    }

    /// <summary>From now on <see cref="Awake"/> waits for the next call.</summary>
    public void Rest()
    {
        lock (_gate) _woken = New();
    }

    /// <summary>Whether entries of a connection wait.</summary>
    public bool Has(ConnectionId connection)
    {
        lock (_gate) return _connections.Contains(connection);
    }

    /// <summary>
    /// Keeps an entry. On the device's worker. It gets a number outside of the mailbox, under which the application
    /// is given it later.
    /// </summary>
    /// <returns>Whether it is the first of its connection.</returns>
    public bool Park(Delivery delivery)
    {
        var number = Mailbox.Detached + delivery.Sequence;
        while (core.Store.Get(ClientTable.Parked, Key(delivery.Connection, number)) is not null
            || core.Store.Get(ClientTable.Deliveries, ClientRows.Key(number)) is not null)
            number++;
        core.Store.Put(
            ClientTable.Parked, Key(delivery.Connection, number),
            [
                (byte)delivery.Kind, .. ClientRows.Key(delivery.At.ToUnixTimeMilliseconds()),
                (byte)delivery.Tag.Length, .. delivery.Tag, .. delivery.Body,
            ]);
        lock (_gate) return _connections.Add(delivery.Connection);
    }

    /// <summary>The oldest entries of a connection. On the device's worker.</summary>
    public List<Delivery> Oldest(ConnectionId connection, int max)
    {
        var rows = core.Store.Rows.Scan((byte)ClientTable.Parked, ClientRows.Key(connection.Value), max);
        if (rows.Count == 0)
            lock (_gate) _connections.Remove(connection);
        return [.. rows.Select(row => Read(connection, ClientRows.Number(row.Key.AsSpan(16)), row.Value))];
    }

    /// <summary>An entry was dealt with. On the device's worker.</summary>
    public void Remove(Delivery delivery) =>
        core.Store.Delete(ClientTable.Parked, Key(delivery.Connection, delivery.Sequence));

    private static Delivery Read(ConnectionId connection, long number, byte[] row)
    {
        var body = 10 + row[9];
        return new Delivery(
            number, (EntryKind)row[0], DateTimeOffset.FromUnixTimeMilliseconds(ClientRows.Number(row.AsSpan(1))),
            connection, row[10..body], row[body..]);
    }

    private static byte[] Key(ConnectionId connection, long number) => ClientRows.Key(connection.Value, number);

    private static ConnectionId ConnectionOf(byte[] key) => new(new Guid(key.AsSpan(0, 16), bigEndian: true));

    private static TaskCompletionSource Woken()
    {
        var woken = New();
        woken.SetResult();
        return woken;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
