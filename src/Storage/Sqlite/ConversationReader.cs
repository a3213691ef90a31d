namespace ContextExchange.Storage;

/// <summary>
/// Reads a conversation in the order of its rows' positions. Every sender has its own segments, so the page is merged
/// from those of all senders; where a sender's first wanted segment stands is found by halving, not by walking.
/// </summary>
internal sealed partial class ConversationReader(SqliteDatabase database, FreshSegments fresh)
{
    private static readonly Comparer<Row> ByPosition =
        Comparer<Row>.Create((one, other) => one.Position.CompareTo(other.Position));

    private readonly SqliteStatement _marks = database.Prepare("SELECT id, sequence FROM marks WHERE connection = ?1");

    private readonly SqliteStatement _incarnation = database.Prepare(
        "SELECT value FROM meta WHERE name = 'incarnation'");

    private readonly SqliteStatement _probe = database.Prepare(
        """
        SELECT key, first_position, last_position FROM mark_segments
        WHERE key <= ?1 AND key >= ?2 ORDER BY key DESC LIMIT 1
        """);

    private readonly SqliteStatement _segments = database.Prepare(
        """
        SELECT key, first_position, last_position FROM mark_segments
        WHERE key >= ?1 AND key <= ?2 AND last_position > ?3 ORDER BY key LIMIT ?4
        """);

    private readonly SqliteStatement _rows = database.Prepare(
        """
        SELECT sequence, kind, connection, at, body, lineage, position FROM log
        WHERE position BETWEEN ?1 AND ?2 AND mark = ?3 AND kind IN (1, 2)
        """);

    public ConversationPage Read(ConnectionId connection, string? after, int maxEntries) =>
        fresh.Read(() => ReadOnce(connection, after, maxEntries));

    private ConversationPage ReadOnce(ConnectionId connection, string? after, int maxEntries)
    {
        database.Execute("BEGIN");
        var incarnation = ReadIncarnation();
        var position = ConversationCursor.Parse(after, incarnation);
        var senders = ReadSenders(connection);
        var rows = new List<Row>();
        for (var from = position; rows.Count <= maxEntries && from < long.MaxValue;)
            from = ReadRows(senders, from, maxEntries, rows);
        database.Execute("COMMIT");

        List<Row> page = [.. rows.Take(maxEntries)];
        var last = page.Count > 0 ? ConversationCursor.Format(incarnation, page[^1].Position) : after;
        return new ConversationPage(
            [.. page.Select(row => row.Entry)], rows.Count > maxEntries ? last : null, Last: last);
    }

    private uint ReadIncarnation()
    {
        _incarnation.Step();
        var incarnation = (uint)_incarnation.Number(0);
        _incarnation.Reset();
        return incarnation;
    }

    private List<Sender> ReadSenders(ConnectionId connection)
    {
        var senders = new List<Sender>();
        _marks.Bind(1, connection.Value);
        while (_marks.Step())
        {
            var mark = _marks.Number(0);
            senders.Add(new Sender(mark, _marks.Number(1), fresh.OfMark(mark)));
        }

        return senders;
    }

    // Adds the rows after a position, as far as the segments that were looked at reach, and says how far that is.
    private long ReadRows(List<Sender> senders, long after, int maxEntries, List<Row> rows)
    {
        var segments = new List<Segment>();
        var horizon = long.MaxValue;
        foreach (var sender in senders)
        {
            var number = FirstNumberAfter(sender, after);
            horizon = Math.Min(horizon, AddSegments(segments, sender, number, after, maxEntries + 1));
        }

        segments.Sort((one, other) => one.First.CompareTo(other.First));
        var start = rows.Count;
        var reached = after;
        foreach (var segment in segments.Where(segment => segment.First <= horizon))
        {
            // Spans of two senders may overlap, so a page is full only when the next span begins beyond all its rows.
            if (rows.Count > maxEntries && segment.First > reached) break;
            _rows.Bind(1, segment.First).Bind(2, Math.Min(segment.Last, horizon))
                .Bind(3, SegmentKey.IdOf(segment.Key));
            while (_rows.Step())
            {
                rows.Add(new Row(_rows.Number(6), SqliteReader.ReadEntry(_rows)));
                reached = Math.Max(reached, rows[^1].Position);
            }
        }

        rows.Sort(start, rows.Count - start, ByPosition);
        return horizon;
    }

    // A sender's next segments, and the position up to which they are all of them.
    private long AddSegments(List<Segment> segments, Sender sender, long number, long after, int limit)
    {
        var (count, next) = (0, number);
        _segments.Bind(1, SegmentKey.Of(sender.Mark, number)).Bind(2, SegmentKey.Last(sender.Mark)).Bind(3, after)
            .Bind(4, limit);
        while (_segments.Step()) Add(SegmentOf(_segments));
        // Some of them may have come into the table in this moment.
        foreach (var segment in sender.Fresh)
            if (count < limit && segment.Number >= next && segment.Last > after)
                Add(segment);
        return count == limit ? segments[^1].Last : long.MaxValue;

        void Add(Segment segment)
        {
            segments.Add(segment with { First = Math.Max(after + 1, segment.First) });
            (count, next) = (count + 1, segment.Number + 1);
        }
    }

    // The first number of the segment with which reading goes on: the earliest that ends beyond the position.
    private long FirstNumberAfter(Sender sender, long position)
    {
        if (position == 0) return 0;
        var low = 1L;
        var high = sender.Newest + 1;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Probe(sender, middle).Last > position) high = middle;
            else low = middle + 1;
        }

        return Probe(sender, low).Number;
    }

    // The segment that begins at or below a number; zeros where there is none.
    private Segment Probe(Sender sender, long number)
    {
        for (var i = sender.Fresh.Length - 1; i >= 0; i--)
            if (sender.Fresh[i].Number <= number)
                return sender.Fresh[i];
        if (!_probe.Bind(1, SegmentKey.Of(sender.Mark, number)).Bind(2, SegmentKey.First(sender.Mark)).Step())
            return default;
        var segment = SegmentOf(_probe);
        _probe.Reset();
        return segment;
    }

    /// <summary>Columns key, first_position, last_position.</summary>
    private static Segment SegmentOf(SqliteStatement row) => new(row.Number(0), row.Number(1), row.Number(2));

    /// <summary>A mark, its newest number, and those of its segments that may not be in the table yet.</summary>
    private sealed record Sender(long Mark, long Newest, Segment[] Fresh);

    private readonly record struct Row(long Position, MailboxEntry Entry);
}
