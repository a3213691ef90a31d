namespace ContextExchange.Storage;

/// <summary>
/// Heads, marks, log rows and their segments. Steps are judged in memory, in the order of the calls; the rows of a
/// batch are
/// written when all are judged, grouped by mailbox, so that a mailbox's rows stand side by side under one segment.
/// Segments are written later, those of many batches at once.
/// </summary>
internal sealed class LogTables
{
    private readonly WriterTables _tables;
    private readonly HeadTable _heads;
    private readonly MarkTable _marks;
    private readonly LogRowWriter _rows;
    private readonly SegmentTables _segments;
    private readonly TimeProvider _time;
    private readonly List<AppendRequest> _unaddressed = [];

    public LogTables(
        SqliteDatabase database, WriterTables tables, SqliteStorageOptions options, FreshSegments fresh,
        TimeProvider time)
    {
        _tables = tables;
        _time = time;
        _heads = new HeadTable(database, options.CachedHeads);
        _marks = new MarkTable(database, options.CachedHeads);
        _segments = new SegmentTables(database, tables.Meta, fresh, options.FreshSegments);
        _segments.Recover();
        _rows = new LogRowWriter(database, tables.Meta, _segments);
    }

    public MailboxHead Claim(AgentId mailbox)
    {
        var head = _heads.FindOrCreate(mailbox);
        head.Epoch++;
        if (head.NextExpiry is not null && _tables.Cursors.HighestOf(head.Id) >= head.Sequence)
            SetExpiry(head, null);
        _heads.Touch(head);
        return new MailboxHead(mailbox, head.Epoch, head.Sequence,
            head.NextExpiry is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }

    public long Claim(ConnectionId connection)
    {
        var fence = _marks.Get(FenceMark.Of(connection), FenceMark.Device);
        _marks.Touch(fence);
        return ++fence.Sequence;
    }

    public void MoveMark(ConnectionId connection, DeviceId device, long sequence)
    {
        var mark = _marks.Get(connection, device);
        if (sequence <= mark.Sequence) return;
        _marks.Touch(mark);
        mark.Sequence = sequence;
    }

    public void SetNextExpiry(AgentId mailbox, long epoch, DateTimeOffset? nextExpiry)
    {
        if (_heads.Find(mailbox) is { } head && head.Epoch == epoch)
            SetExpiry(head, nextExpiry?.ToUnixTimeMilliseconds());
    }

    public void MoveCursor(AgentId mailbox, DeviceId device, long sequence) =>
        _tables.Cursors.Move(_heads.FindOrCreate(mailbox).Id, device, sequence);

    /// <summary>Step 6 of a message's road: judged here, written by <see cref="Flush"/>.</summary>
    public LogVerdict Append(AppendRequest request)
    {
        var append = request.Append;
        if (append.Fence is { } fence
            && _marks.Get(FenceMark.Of(fence.Connection), FenceMark.Device).Sequence != fence.Number)
            return LogVerdict.StaleConnection;

        HeadEntry? head = null;
        if (append.Entry is { } entry)
        {
            head = _heads.Find(append.Mailbox);
            if (head is not { Epoch: > 0 } || head.Epoch != append.Epoch || entry.Sequence != head.Sequence + 1)
                return LogVerdict.StaleHead;
        }

        MarkEntry? mark = null;
        if (append.Settles is { } settles)
        {
            mark = _marks.Get(settles.Connection, settles.Device);
            if (settles.Sequence != mark.Sequence + 1) return LogVerdict.StaleMark;
        }

        if (append.Opens is { } opens && _tables.Holds.IsOpen(opens.Key)
            || append.Closes is { } closes && !_tables.Holds.IsOpen(closes))
            return LogVerdict.HoldClosed;

        Accept(request, head, mark);
        return LogVerdict.Stored;
    }

    public void Flush()
    {
        foreach (var head in _heads.Touched)
        {
            if (head.FirstRow is not null) _rows.WriteRun(head);
            _heads.Write(head);
        }

        _rows.WriteUnaddressed(_unaddressed, _time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var mark in _marks.Touched)
        {
            // A connection's claim, and a device that moves its mark, have no row.
            if (mark.FirstPosition > 0) _rows.WriteSegment(mark);
            _marks.Write(mark);
        }

        if (_segments.AreMany) FlushSegments();
        Settle();
    }

    /// <summary>For those who look for segments in their tables alone.</summary>
    public void FlushSegments() => _segments.Flush(_rows.Newest);

    /// <summary>What was flushed is on disk.</summary>
    public void Committed() => _segments.Committed();

    // What is remembered now equals what is written, so the caches may shrink.
    private void Settle()
    {
        _heads.Settle();
        _marks.Settle();
        _unaddressed.Clear();
    }

    public void Forget()
    {
        _heads.Forget();
        _marks.Forget();
        _rows.Forget();
        _segments.Forget();
        _unaddressed.Clear();
    }

    private void Accept(AppendRequest request, HeadEntry? head, MarkEntry? mark)
    {
        var append = request.Append;
        if (append.Closes is { } closes) _tables.Holds.Close(closes);
        if (append.Opens is { } opens) _tables.Holds.Open(opens);
        if (mark is null && append.Entry is { } conversed && LogStep.IsConversation(conversed.Kind))
            mark = _marks.Get(conversed.Connection, default);
        if (mark is not null)
        {
            _marks.Touch(mark);
            mark.Sequence++;
            mark.Newest = append.Settles;
            request.Mark = mark;
            request.Number = mark.Sequence;
        }

        if (head is not null)
        {
            head.Sequence++;
            head.Add(request);
            if (append.ExpiresAt?.ToUnixTimeMilliseconds() is { } expiry && !(head.NextExpiry <= expiry))
                SetExpiry(head, expiry);
            _heads.Touch(head);
        }
        else if (mark is not null)
        {
            _unaddressed.Add(request);
        }
    }

    private void SetExpiry(HeadEntry head, long? expiry)
    {
        head.NextExpiry = expiry;
        head.ExpiryChanged = true;
        _heads.Touch(head);
    }
}
