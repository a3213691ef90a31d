namespace ContextExchange.Storage;

/// <summary>
/// Deletes log rows whose retention class has run out. Each class sweeps the log once, in the order of the positions,
/// and
/// stops at the first row that is too young for it: rows are stored in the order of their times, give or take clock
/// steps.
/// </summary>
internal sealed class RetentionSweep(SqliteDatabase database, MetaTable meta, int chunk)
{
    private static readonly RetentionClass[] Classes =
        [RetentionClass.Days1, RetentionClass.Days7, RetentionClass.Days30, RetentionClass.Days90];

    private readonly SegmentTrim _trim = new(database);

    private readonly SqliteStatement _from = database.Prepare("SELECT position FROM retention WHERE class = ?1");

    private readonly SqliteStatement _rows = database.Prepare(
        """
        SELECT position, at, retention, mailbox, sequence, mark, number FROM log
        WHERE position > ?1 ORDER BY position LIMIT ?2
        """);

    private readonly SqliteStatement _delete = database.Prepare("DELETE FROM log WHERE position = ?1");

    private readonly SqliteStatement _note = database.Prepare(
        """
        INSERT INTO retention (class, position) VALUES (?1, ?2)
        ON CONFLICT (class) DO UPDATE SET position = excluded.position
        """);

    /// <summary>One chunk of every class; true when a class has more to look at.</summary>
    public bool Apply(DateTimeOffset now)
    {
        var more = false;
        foreach (var retention in Classes)
        {
            var cutoff = (now - TimeSpan.FromDays((int)retention)).ToUnixTimeMilliseconds();
            more |= Sweep(retention, cutoff);
        }

        return more;
    }

    private bool Sweep(RetentionClass retention, long cutoff)
    {
        var position = ReadFrom(retention);
        var start = position;
        var seen = 0;
        var deleted = new List<long>();
        _rows.Bind(1, position).Bind(2, chunk);
        while (_rows.Step())
        {
            if (_rows.Number(1) >= cutoff)
            {
                _rows.Reset();
                break;
            }

            seen++;
            position = _rows.Number(0);
            if (_rows.Number(2) != (long)retention) continue;
            deleted.Add(position);
            if (!_rows.IsNull(3)) _trim.NoteMailbox(_rows.Number(3), _rows.Number(4));
            if (!_rows.IsNull(5)) _trim.NoteMark(_rows.Number(5), _rows.Number(6));
        }

        foreach (var row in deleted) _delete.Bind(1, row).Run();
        if (deleted.Count > 0)
        {
            meta.Raise(MetaTable.DeletedPosition, deleted[^1]);
            _trim.Apply();
        }

        if (position > start) _note.Bind(1, (long)retention).Bind(2, position).Run();
        return seen == chunk;
    }

    private long ReadFrom(RetentionClass retention)
    {
        if (!_from.Bind(1, (long)retention).Step()) return 0;
        var position = _from.Number(0);
        _from.Reset();
        return position;
    }
}
