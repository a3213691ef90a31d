namespace ContextExchange.Storage;

/// <summary>A section's log rows and the segments that find them.</summary>
internal sealed class RowColumns
{
    private readonly List<int> _parts;
    private readonly List<long> _sequences;
    private readonly List<int> _marks;
    private readonly List<long> _numbers;
    private readonly List<long> _ats;
    private readonly List<short> _kinds;
    private readonly List<short> _outcomes;
    private readonly List<Guid> _mailboxes;
    private readonly List<Guid> _connections;
    private readonly List<ReadOnlyMemory<byte>> _digests;
    private readonly List<ReadOnlyMemory<byte>> _lineages;
    private readonly List<ReadOnlyMemory<byte>> _bodies;
    private readonly List<Guid> _runMailboxes;
    private readonly List<long> _runSequences;
    private readonly List<long> _runFirst;
    private readonly List<long> _runLast;
    private readonly List<long> _runAts;
    private readonly List<int> _runParts;
    private readonly List<int> _spanMarks;
    private readonly List<long> _spanFirst;
    private readonly List<long> _spanLast;
    private readonly List<long> _spanFrom;
    private readonly List<long> _spanTo;
    private readonly List<long> _spanAts;
    private readonly List<int> _spanParts;

    public RowColumns(Columns columns)
    {
        (_parts, _sequences, _marks, _numbers, _ats) =
            (columns.Ints(), columns.Longs(), columns.Ints(), columns.Longs(), columns.Longs());
        (_kinds, _outcomes, _mailboxes, _connections) =
            (columns.Shorts(), columns.Shorts(), columns.Ids(), columns.Ids());
        (_digests, _lineages, _bodies) = (columns.Blobs(), columns.Blobs(), columns.Blobs());
        (_runMailboxes, _runSequences, _runFirst, _runLast, _runAts, _runParts) =
            (columns.Ids(), columns.Longs(), columns.Longs(), columns.Longs(), columns.Longs(), columns.Ints());
        (_spanMarks, _spanFirst, _spanLast, _spanFrom, _spanTo, _spanAts, _spanParts) =
            (columns.Ints(), columns.Longs(), columns.Longs(), columns.Longs(), columns.Longs(), columns.Longs(),
                columns.Ints());
    }

    public void Add(StepRequest row)
    {
        var (entry, settles) = (row.Append.Entry, row.Append.Settles);
        _parts.Add(row.Part);
        _sequences.Add(entry?.Sequence ?? 0);
        _marks.Add(row.Mark?.Index ?? 0);
        // The server numbers what settles nothing, counting on from what it finds.
        _numbers.Add(settles?.Sequence ?? -row.Ordinal);
        _ats.Add(row.At);
        _kinds.Add((short)(entry?.Kind ?? 0));
        _outcomes.Add(settles is null ? (short)-1 : (short)settles.Outcome);
        _mailboxes.Add(entry is null ? Guid.Empty : row.Append.Mailbox.Value);
        _connections.Add((entry?.Connection ?? settles?.Connection ?? default).Value);
        _digests.Add(settles?.Digest ?? ReadOnlyMemory<byte>.Empty);
        _lineages.Add(entry?.LineageTag ?? ReadOnlyMemory<byte>.Empty);
        _bodies.Add(entry?.Body ?? ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>Rows of one mailbox and part, side by side.</summary>
    public void AddRun(AgentId mailbox, ReadOnlySpan<StepRequest> rows)
    {
        var (_, _, at) = Reach(rows);
        _runMailboxes.Add(mailbox.Value);
        _runSequences.Add(rows[0].Append.Entry!.Sequence);
        _runFirst.Add(rows[0].Position);
        _runLast.Add(rows[^1].Position);
        _runAts.Add(at);
        _runParts.Add(rows[0].Part);
    }

    /// <summary>Rows of one mark and part, one number after the other.</summary>
    public void AddSpan(MarkState mark, ReadOnlySpan<StepRequest> rows)
    {
        var (from, to, at) = Reach(rows);
        _spanMarks.Add(mark.Index);
        _spanFirst.Add(rows[0].Ordinal);
        _spanLast.Add(rows[^1].Ordinal);
        _spanFrom.Add(from);
        _spanTo.Add(to);
        _spanAts.Add(at);
        _spanParts.Add(rows[0].Part);
    }

    private static (long From, long To, long At) Reach(ReadOnlySpan<StepRequest> rows)
    {
        var (from, to, at) = (long.MaxValue, 0L, long.MinValue);
        foreach (var row in rows)
            (from, to, at) = (Math.Min(from, row.Position), Math.Max(to, row.Position), Math.Max(at, row.At));
        return (from, to, at);
    }
}
