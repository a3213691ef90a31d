namespace ContextExchange.Storage;

/// <summary>Writes log rows at dense positions, and tells the segments that find them.</summary>
internal sealed class LogRowWriter(SqliteDatabase database, MetaTable meta, SegmentTables segments)
{
    private long _position = -1;

    private readonly SqliteStatement _insert = database.Prepare(
        """
        INSERT INTO log (position, mailbox, sequence, kind, mark, number, outcome, at, retention, connection, digest,
            lineage, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """);

    private readonly SqliteStatement _highest = database.Prepare("SELECT max(position) FROM log");

    /// <summary>The newest row's position; 0 before the first.</summary>
    public long Newest
    {
        get
        {
            if (_position >= 0) return _position;
            _highest.Step();
            _position = Math.Max(_highest.Number(0), meta.Read(MetaTable.DeletedPosition));
            _highest.Reset();
            return _position;
        }
    }

    /// <summary>The batch's rows of one mailbox, side by side, and their segment.</summary>
    public void WriteRun(HeadEntry head)
    {
        var first = Newest + 1;
        var sequence = 0L;
        for (var row = head.FirstRow; row is not null; row = row.Next)
        {
            var entry = row.Append.Entry!;
            if (sequence == 0) sequence = entry.Sequence;
            _insert.Bind(2, head.Id).Bind(3, entry.Sequence).Bind(4, (long)entry.Kind)
                .Bind(8, entry.At.ToUnixTimeMilliseconds()).Bind(10, entry.Connection.Value)
                .Bind(12, entry.LineageTag.Span).Bind(13, entry.Body.Span);
            Insert(row);
        }

        segments.AddMailbox(new Segment(SegmentKey.Of(head.Id, sequence), first, _position));
    }

    /// <summary>Rows of numbers that were settled without an entry.</summary>
    public void WriteUnaddressed(IReadOnlyList<AppendRequest> rows, long at)
    {
        foreach (var row in rows)
        {
            _insert.BindNull(2).Bind(3, 0).Bind(4, 0).Bind(8, at).Bind(10, row.Mark!.Connection.Value)
                .BindNull(12).BindNull(13);
            Insert(row);
        }
    }

    public void WriteSegment(MarkEntry mark) => segments.AddMark(
        new Segment(SegmentKey.Of(mark.Id, mark.FirstNumber), mark.FirstPosition, mark.LastPosition));

    public void Forget() => _position = -1;

    private void Insert(AppendRequest row)
    {
        _position = Newest + 1;
        row.Mark?.Extend(_position);
        _insert.Bind(1, _position).Bind(9, (long)row.Append.Retention);
        if (row.Mark is { } mark) _insert.Bind(5, mark.Id).Bind(6, row.Number);
        else _insert.BindNull(5).BindNull(6);
        if (row.Append.Settles is { } settles) _insert.Bind(7, (long)settles.Outcome).Bind(11, settles.Digest.Span);
        else _insert.BindNull(7).BindNull(11);
        _insert.Run();
    }
}
