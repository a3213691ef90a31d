namespace ContextExchange.Storage;

/// <summary>Senders' marks, cached like the heads.</summary>
internal sealed class MarkTable(SqliteDatabase database, int cached)
{
    private readonly GenerationCache<(ConnectionId, DeviceId), MarkEntry> _cache = new(cached);
    private readonly List<MarkEntry> _touched = [];
    private long _lastId = -1;

    private readonly SqliteStatement _find = database.Prepare(
        "SELECT id, sequence FROM marks WHERE connection = ?1 AND device = ?2");

    private readonly SqliteStatement _highest = database.Prepare("SELECT max(id) FROM marks");

    private readonly SqliteStatement _insert = database.Prepare(
        """
        INSERT INTO marks (id, sequence, digest, epoch_number, message, outcome, connection, device)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """);

    private readonly SqliteStatement _update = database.Prepare(
        """
        UPDATE marks SET sequence = ?2, digest = ?3, epoch_number = ?4, message = ?5, outcome = ?6 WHERE id = ?1
        """);

    // What was settled last stays: the device's next message comes after it.
    private readonly SqliteStatement _raise = database.Prepare("UPDATE marks SET sequence = ?2 WHERE id = ?1");

    /// <summary>What the batch changed, in the order of the first change.</summary>
    public IReadOnlyList<MarkEntry> Touched => _touched;

    /// <summary>The mark; a new one with sequence 0 where nothing was settled yet.</summary>
    public MarkEntry Get(ConnectionId connection, DeviceId device)
    {
        if (_cache.TryGet((connection, device), out var mark)) return mark;
        mark = new MarkEntry(connection, device);
        if (_find.Bind(1, connection.Value).Bind(2, device.Value).Step())
        {
            mark.Id = _find.Number(0);
            mark.Sequence = _find.Number(1);
            _find.Reset();
        }

        _cache.Add((connection, device), mark);
        return mark;
    }

    /// <summary>Called before the batch's first number is given.</summary>
    public void Touch(MarkEntry mark)
    {
        if (mark.IsTouched) return;
        mark.IsTouched = true;
        mark.FirstNumber = mark.Sequence + 1;
        if (mark.Id == 0)
        {
            mark.Id = NextId();
            mark.IsNew = true;
        }

        _touched.Add(mark);
    }

    public void Write(MarkEntry mark)
    {
        var newest = mark.Newest;
        if (newest is null && !mark.IsNew)
        {
            _raise.Bind(1, mark.Id).Bind(2, mark.Sequence).Run();
            return;
        }

        var statement = mark.IsNew ? _insert.Bind(7, mark.Connection.Value).Bind(8, mark.Device.Value) : _update;
        statement.Bind(1, mark.Id).Bind(2, mark.Sequence)
            .Bind(3, newest is null ? [] : newest.Digest.Span).Bind(4, newest?.EpochNumber ?? 0)
            .Bind(5, newest?.Message ?? 0).Bind(6, (long)(newest?.Outcome ?? default)).Run();
    }

    public void Settle()
    {
        foreach (var mark in _touched) mark.Settle();
        _touched.Clear();
        _cache.Trim();
    }

    public void Forget()
    {
        _touched.Clear();
        _cache.Clear();
        _lastId = -1;
    }

    private long NextId()
    {
        if (_lastId < 0)
        {
            _highest.Step();
            _lastId = _highest.Number(0);
            _highest.Reset();
        }

        return ++_lastId;
    }
}
