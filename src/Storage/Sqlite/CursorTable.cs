namespace ContextExchange.Storage;

/// <summary>The devices' cursors: all moves of a batch become one write per device.</summary>
internal sealed class CursorTable(SqliteDatabase database)
{
    private readonly Dictionary<(long Mailbox, DeviceId Device), long> _moved = [];

    private readonly SqliteStatement _write = database.Prepare(
        """
        INSERT INTO cursors (mailbox, device, sequence) VALUES (?1, ?2, ?3)
        ON CONFLICT (mailbox, device) DO UPDATE SET sequence = excluded.sequence WHERE excluded.sequence > sequence
        """);

    private readonly SqliteStatement _highest = database.Prepare(
        "SELECT max(sequence) FROM cursors WHERE mailbox = ?1");

    public void Move(long mailbox, DeviceId device, long sequence)
    {
        var key = (mailbox, device);
        if (!_moved.TryGetValue(key, out var known) || known < sequence) _moved[key] = sequence;
    }

    /// <summary>How far the furthest device has come; 0 without a cursor.</summary>
    public long HighestOf(long mailbox)
    {
        Flush();
        _highest.Bind(1, mailbox).Step();
        var highest = _highest.Number(0);
        _highest.Reset();
        return highest;
    }

    public void Flush()
    {
        foreach (var ((mailbox, device), sequence) in _moved)
            _write.Bind(1, mailbox).Bind(2, device.Value).Bind(3, sequence).Run();
        _moved.Clear();
    }

    public void Forget() => _moved.Clear();
}
