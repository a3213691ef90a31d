namespace ContextExchange.Storage;

/// <summary>
/// The writer's side of the segments: gathers those of many batches and writes them together, in the order of their
/// keys. Up to which position they stand in their tables is noted with them; from there on the log tells them anew.
/// </summary>
/// <param name="database">The writer's.</param>
/// <param name="meta">Its small facts.</param>
/// <param name="fresh">What readers look at.</param>
/// <param name="most">How many of both kinds are gathered.</param>
internal sealed class SegmentTables(SqliteDatabase database, MetaTable meta, FreshSegments fresh, int most)
{
    private readonly List<Segment> _mailboxes = [];
    private readonly List<Segment> _marks = [];
    private bool _isFlushed;

    private readonly SqliteStatement _ofMailbox = database.Prepare(
        "INSERT INTO mailbox_segments (key, first_position, last_position) VALUES (?1, ?2, ?3)");

    private readonly SqliteStatement _ofMark = database.Prepare(
        "INSERT INTO mark_segments (key, first_position, last_position) VALUES (?1, ?2, ?3)");

    private readonly SqliteStatement _rows = database.Prepare(
        "SELECT position, mailbox, sequence, mark, number FROM log WHERE position > ?1 ORDER BY position");

    public void AddMailbox(Segment segment) => _mailboxes.Add(segment);

    public void AddMark(Segment segment) => _marks.Add(segment);

    /// <summary>Whether there are so many that they belong into their tables.</summary>
    public bool AreMany => (_isFlushed ? 0 : fresh.Count) + _mailboxes.Count + _marks.Count >= most;

    /// <summary>Writes all there are.</summary>
    /// <param name="position">The newest row's position.</param>
    public void Flush(long position)
    {
        var (mailboxes, marks) = _isFlushed ? ([], []) : fresh.All();
        Write(_ofMailbox, mailboxes, _mailboxes);
        Write(_ofMark, marks, _marks);
        meta.Raise(MetaTable.SegmentedPosition, position);
        _isFlushed = true;
    }

    /// <summary>The batch is on disk: readers may find its rows.</summary>
    public void Committed()
    {
        if (_isFlushed || _mailboxes.Count > 0 || _marks.Count > 0) fresh.Commit(_mailboxes, _marks, _isFlushed);
        Forget();
    }

    /// <summary>The batch is not on disk.</summary>
    public void Forget()
    {
        _mailboxes.Clear();
        _marks.Clear();
        _isFlushed = false;
    }

    /// <summary>Gathers, when the store opens, what the last process had not written.</summary>
    public void Recover()
    {
        Segment? mailbox = null;
        var next = 0L;
        var marks = new SortedDictionary<long, Segment>();
        _rows.Bind(1, meta.Read(MetaTable.SegmentedPosition));
        while (_rows.Step())
        {
            var position = _rows.Number(0);
            var key = _rows.IsNull(1) ? 0 : SegmentKey.Of(_rows.Number(1), _rows.Number(2));
            if (mailbox is { } open && key == next)
            {
                mailbox = open with { Last = position };
            }
            else
            {
                if (mailbox is { } ended) AddMailbox(ended);
                mailbox = key == 0 ? null : new Segment(key, position, position);
            }

            next = key + 1;
            if (!_rows.IsNull(3)) Extend(marks, SegmentKey.Of(_rows.Number(3), _rows.Number(4)), position);
        }

        if (mailbox is { } last) AddMailbox(last);
        foreach (var mark in marks.Values) AddMark(mark);
        Committed();
    }

    /// <summary>One span for all rows of a mark: they need not come in the order of their numbers.</summary>
    private static void Extend(SortedDictionary<long, Segment> marks, long key, long position)
    {
        var owner = SegmentKey.IdOf(key);
        marks[owner] = marks.TryGetValue(owner, out var known)
            ? new Segment(Math.Min(known.Key, key), known.First, position)
            : new Segment(key, position, position);
    }

    private static void Write(SqliteStatement insert, IEnumerable<Segment> fresh, List<Segment> added)
    {
        foreach (var (key, first, last) in fresh.Concat(added).OrderBy(segment => segment.Key))
            insert.Bind(1, key).Bind(2, first).Bind(3, last).Run();
        added.Clear();
    }
}
