namespace ContextExchange.Storage;

// From the end backwards: the same segments, from the newest on.
internal sealed partial class ConversationReader
{
    private readonly SqliteStatement _segmentsBack = database.Prepare(
        """
        SELECT key, first_position, last_position FROM mark_segments
        WHERE key >= ?1 AND key <= ?2 ORDER BY key DESC LIMIT ?3
        """);

    public ConversationPage ReadBack(ConnectionId connection, string? before, int maxEntries) =>
        fresh.Read(() => ReadBackOnce(connection, before, maxEntries));

    private ConversationPage ReadBackOnce(ConnectionId connection, string? before, int maxEntries)
    {
        database.Execute("BEGIN");
        var incarnation = ReadIncarnation();
        var position = ConversationCursor.ParseBack(before, incarnation);
        var senders = ReadSenders(connection);
        var rows = new List<Row>();
        for (var until = position; rows.Count <= maxEntries && until > 0;)
            until = ReadRowsBack(senders, until, maxEntries, rows);
        database.Execute("COMMIT");

        rows.Sort(ByPosition);
        List<Row> page = [.. rows.TakeLast(maxEntries)];
        if (page.Count == 0) return new ConversationPage([], null);
        return new ConversationPage(
            [.. page.Select(row => row.Entry)], null,
            rows.Count > maxEntries ? ConversationCursor.Format(incarnation, page[0].Position) : null,
            ConversationCursor.Format(incarnation, page[^1].Position));
    }

    // Adds the rows before a position, as far as the segments that were looked at reach, and says how far that is.
    private long ReadRowsBack(List<Sender> senders, long before, int maxEntries, List<Row> rows)
    {
        var segments = new List<Segment>();
        var horizon = 0L;
        foreach (var sender in senders)
        {
            var number = LastNumberBefore(sender, before);
            horizon = Math.Max(horizon, AddSegmentsBack(segments, sender, number, before, maxEntries + 1));
        }

        segments.Sort((one, other) => other.Last.CompareTo(one.Last));
        var reached = before;
        foreach (var segment in segments.Where(segment => segment.Last >= horizon))
        {
            // Spans of two senders may overlap, so a page is full only when the next span ends before all its rows.
            if (rows.Count > maxEntries && segment.Last < reached) break;
            _rows.Bind(1, Math.Max(segment.First, horizon)).Bind(2, segment.Last)
                .Bind(3, SegmentKey.IdOf(segment.Key));
            while (_rows.Step())
            {
                rows.Add(new Row(_rows.Number(6), SqliteReader.ReadEntry(_rows)));
                reached = Math.Min(reached, rows[^1].Position);
            }
        }

        return horizon;
    }

    // A sender's segments from a number's backwards, and the position down to which they are all of them.
    private long AddSegmentsBack(List<Segment> segments, Sender sender, long number, long before, int limit)
    {
        var (count, next) = (0, number);
        for (var i = sender.Fresh.Length - 1; i >= 0 && count < limit; i--)
            if (sender.Fresh[i].Number <= next)
                Add(sender.Fresh[i]);
        if (count < limit && next >= 0)
        {
            _segmentsBack.Bind(1, SegmentKey.First(sender.Mark)).Bind(2, SegmentKey.Of(sender.Mark, next))
                .Bind(3, limit - count);
            while (_segmentsBack.Step()) Add(SegmentOf(_segmentsBack));
        }

        return count == limit ? segments[^1].First : 0;

        void Add(Segment segment)
        {
            segments.Add(segment with { Last = Math.Min(before - 1, segment.Last) });
            (count, next) = (count + 1, segment.Number - 1);
        }
    }

    // The largest number whose segment begins before the position.
    private long LastNumberBefore(Sender sender, long position)
    {
        var low = 0L;
        var high = sender.Newest;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Probe(sender, middle).First < position) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}
