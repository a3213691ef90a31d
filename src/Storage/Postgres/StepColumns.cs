namespace ContextExchange.Storage;

/// <summary>The arrays of <c>append_steps</c>, in the order of its parameters.</summary>
internal sealed class StepColumns
{
    private readonly List<int> _writer;
    private readonly List<long> _base;
    private readonly List<Guid> _headIds;
    private readonly List<long> _headEpochs;
    private readonly List<long> _headBefore;
    private readonly List<long> _headAfter;
    private readonly List<long> _headExpiries;
    private readonly List<Guid> _markIds;
    private readonly List<long> _markBefore;
    private readonly List<long> _markAdded;
    private readonly List<Guid> _markConnections;
    private readonly List<Guid> _markDevices;
    private readonly List<ReadOnlyMemory<byte>> _markDigests;
    private readonly List<long> _markEpochs;
    private readonly List<int> _markMessages;
    private readonly List<short> _markOutcomes;
    private readonly List<Guid> _holdConnections;
    private readonly List<Guid> _holdMessages;
    private readonly List<Guid> _holdSides;
    private readonly List<bool> _holdStands;
    private readonly RowColumns _rows;
    private readonly HoldColumns _holds;

    public StepColumns(Columns columns)
    {
        (_writer, _base) = (columns.Ints(), columns.Longs());
        (_headIds, _headEpochs, _headBefore, _headAfter, _headExpiries) =
            (columns.Ids(), columns.Longs(), columns.Longs(), columns.Longs(), columns.Longs());
        (_markIds, _markBefore, _markAdded) = (columns.Ids(), columns.Longs(), columns.Longs());
        (_markConnections, _markDevices) = (columns.Ids(), columns.Ids());
        (_markDigests, _markEpochs, _markMessages, _markOutcomes) =
            (columns.Blobs(), columns.Longs(), columns.Ints(), columns.Shorts());
        (_holdConnections, _holdMessages, _holdSides, _holdStands) =
            (columns.Ids(), columns.Ids(), columns.Ids(), columns.Flags());
        _rows = new RowColumns(columns);
        _holds = new HoldColumns(columns);
    }

    public void Add(WriterSession session)
    {
        _writer.Add(session.Writer);
        _base.Add(session.Position);
    }

    public void Add(HeadState head)
    {
        _headIds.Add(head.Mailbox.Value);
        _headEpochs.Add(head.Epoch);
        _headBefore.Add(head.Before);
        _headAfter.Add(head.Sequence);
        _headExpiries.Add(head.Expiry);
    }

    public void Add(MarkState mark)
    {
        var newest = mark.Rows is [.., var last] ? last.Append.Settles : null;
        _markIds.Add(mark.Key);
        _markBefore.Add(mark.Before);
        _markAdded.Add(mark.Rows.Count);
        _markConnections.Add(mark.Connection.Value);
        _markDevices.Add(mark.Device.Value);
        _markDigests.Add(newest?.Digest ?? ReadOnlyMemory<byte>.Empty);
        _markEpochs.Add(newest?.EpochNumber ?? 0);
        _markMessages.Add(newest?.Message ?? 0);
        _markOutcomes.Add((short)(newest?.Outcome ?? default));
    }

    public void Add(HoldKey key, HoldState hold, WriterSession session)
    {
        _holdConnections.Add(key.Connection.Value);
        _holdMessages.Add(key.Message.Value);
        _holdSides.Add(key.Side.Value);
        _holdStands.Add(hold.Before);
        if (hold.IsClosed) _holds.AddClosed(key);
        if (hold.Opened is { } opened) _holds.AddOpened(opened, session.Place + hold.Place);
    }

    public void AddRow(StepRequest row) => _rows.Add(row);

    public void AddRun(AgentId mailbox, ReadOnlySpan<StepRequest> rows) => _rows.AddRun(mailbox, rows);

    public void AddSpan(MarkState mark, ReadOnlySpan<StepRequest> rows) => _rows.AddSpan(mark, rows);
}
