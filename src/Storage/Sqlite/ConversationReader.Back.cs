namespace ContextExchange.Storage;

// From the end backwards: the same segments, from the newest on.
internal sealed partial class ConversationReader
{
    private readonly SqliteStatement _segmentsBack = database.Prepare(
        """
        SELECT first_position, last_position FROM mark_segments
        WHERE key >= ?1 AND key <= ?2 ORDER BY key DESC LIMIT ?3
        """);

    public ConversationPage ReadBack(ConnectionId connection, string? before, int maxEntries)
    {
        database.Execute("BEGIN");
        var incarnation = ReadIncarnation();
        var position = ConversationCursor.ParseBack(before, incarnation);
        var marks = ReadMarks(connection);
        var rows = new List<Row>();
        for (var until = position; rows.Count <= maxEntries && until > 0;)
            until = ReadRowsBack(marks, until, maxEntries, rows);
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
    private long ReadRowsBack(List<(long Mark, long Newest)> marks, long before, int maxEntries, List<Row> rows)
    {
        var segments = new List<Segment>();
        var horizon = 0L;
        foreach (var (mark, newest) in marks)
        {
            var number = LastNumberBefore(mark, newest, before);
            horizon = Math.Max(horizon, AddSegmentsBack(segments, mark, number, before, maxEntries + 1));
        }

        segments.Sort((one, other) => other.Last.CompareTo(one.Last));
        var reached = before;
        foreach (var segment in segments.Where(segment => segment.Last >= horizon))
        {
            // Spans of two senders may overlap, so a page is full only when the next span ends before all its rows.
            if (rows.Count > maxEntries && segment.Last < reached) break;
            _rows.Bind(1, Math.Max(segment.First, horizon)).Bind(2, segment.Last).Bind(3, segment.Mark);
            while (_rows.Step())
            {
                rows.Add(new Row(_rows.Number(6), SqliteReader.ReadEntry(_rows)));
                reached = Math.Min(reached, rows[^1].Position);
            }
        }

        return horizon;
    }

    // A sender's segments from a number's backwards, and the position down to which they are all of them.
    private long AddSegmentsBack(List<Segment> segments, long mark, long number, long before, int limit)
    {
        var count = 0;
        _segmentsBack.Bind(1, SegmentKey.First(mark)).Bind(2, SegmentKey.Of(mark, number)).Bind(3, limit);
        while (_segmentsBack.Step())
        {
            segments.Add(
                new Segment(mark, _segmentsBack.Number(0), Math.Min(before - 1, _segmentsBack.Number(1))));
            count++;
        }

        return count == limit ? segments[^1].First : 0;
    }

    // The largest number whose segment begins before the position.
    private long LastNumberBefore(long mark, long newest, long position)
    {
        var low = 0L;
        var high = newest;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Probe(mark, middle).First < position) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}
