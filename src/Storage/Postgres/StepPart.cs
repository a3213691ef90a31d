using System.Runtime.InteropServices;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// Steps 6 of messages' roads: judged here among themselves, judged by the server against what stands, stored as one.
/// Where the server finds something otherwise, it says how it stands, and those that remain right are tried again.
/// </summary>
internal sealed class StepPart : SectionPart
{
    private const int MaxRounds = 100;

    private readonly List<StepRequest> _steps = [];
    private readonly StepJudge _judge = new();
    private readonly StepColumns _columns;
    private readonly List<HeadState> _heads = [];
    private readonly List<MarkState> _marks = [];
    private readonly List<(HoldKey Key, HoldState Hold)> _holds = [];
    private readonly SortedSet<int> _parts = [];
    private LogVerdict[] _verdicts = [];
    private long[] _answer = [];
    private int _rounds;
    private int _rows;
    private long _now;

    public StepPart() => _columns = new StepColumns(Columns);

    public override string Function => "append_steps";

    public override bool IsEmpty => _steps.Count == 0;

    /// <summary>Where the rows go; must be there before the statement.</summary>
    public IEnumerable<int> Parts => _parts;

    public bool TryAdd(StepRequest request, Section section)
    {
        if (!section.Connections.IsEmpty || !section.Marks.IsEmpty) return false;
        if (request.Append.Entry is not null && !section.TryTouch(request.Append.Mailbox, this)) return false;
        _steps.Add(request);
        return true;
    }

    public override void Fill(WriterSession session)
    {
        _now = session.Now;
        Columns.Clear();
        _judge.Restart();
        _verdicts = [.. _steps.Select(_judge.Judge)];
        Sort();
        Place(session.Position);
        _columns.Add(session);
        foreach (var head in _heads) _columns.Add(head);
        foreach (var mark in _marks) _columns.Add(mark);
        foreach (var (key, hold) in _holds) _columns.Add(key, hold, session);
        foreach (var head in _heads) CutRuns(head.Mailbox, head.Rows);
        foreach (var mark in _marks) CutSpans(mark);
    }

    public override void Read(NpgsqlDataReader reader, int column) => _answer = reader.GetFieldValue<long[]>(column);

    public override bool Settle(WriterSession session)
    {
        if (_answer[0] == 0)
        {
            session.Advance(_rows, _judge.Opened);
            for (var i = 0; i < _steps.Count; i++) _steps[i].Answer = _verdicts[i];
            return true;
        }

        if (++_rounds == MaxRounds)
            throw new StoreUnavailableException("Other servers write to the same mailboxes all the time.");
        Learn(_answer.AsSpan(1));
        return false;
    }

    public override void Clear()
    {
        _steps.Clear();
        _judge.Clear();
        _heads.Clear();
        _marks.Clear();
        _holds.Clear();
        _parts.Clear();
        _rounds = 0;
        Columns.Clear();
    }

    private void Learn(ReadOnlySpan<long> stands)
    {
        for (var i = 0; i < _heads.Count; i++) _judge.Learn(_heads[i].Mailbox, stands[2 * i], stands[(2 * i) + 1]);
        stands = stands[(2 * _heads.Count)..];
        for (var i = 0; i < _marks.Count; i++) _judge.Learn(_marks[i].Key, stands[i]);
        stands = stands[_marks.Count..];
        for (var i = 0; i < _holds.Count; i++) _judge.Learn(_holds[i].Key, stands[i] != 0);
    }

    // The order in which every writer locks.
    private void Sort()
    {
        Refill(_heads, _judge.Heads, (one, other) => one.Mailbox.Value.CompareTo(other.Mailbox.Value));
        Refill(_marks, _judge.Marks, (one, other) => one.Key.CompareTo(other.Key));
        for (var i = 0; i < _marks.Count; i++) _marks[i].Index = i + 1;
        Refill(_holds, _judge.Holds.Select(hold => (hold.Key, hold.Value)), (one, other) =>
            (one.Key.Connection.Value, one.Key.Message.Value, one.Key.Side.Value).CompareTo(
                (other.Key.Connection.Value, other.Key.Message.Value, other.Key.Side.Value)));
    }

    private static void Refill<T>(List<T> list, IEnumerable<T> with, Comparison<T> order)
    {
        list.Clear();
        list.AddRange(with);
        list.Sort(order);
    }

    // Rows of one mailbox side by side, then those that no mailbox has.
    private void Place(long position)
    {
        _parts.Clear();
        _rows = 0;
        foreach (var head in _heads)
            foreach (var row in head.Rows)
                Place(row, row.Append.Entry!.At.ToUnixTimeMilliseconds(), position);
        for (var i = 0; i < _steps.Count; i++)
            if (_verdicts[i] == LogVerdict.Stored && _steps[i].Append is { Entry: null, Settles: not null })
                Place(_steps[i], _now, position);
    }

    private void Place(StepRequest row, long at, long position)
    {
        row.At = at;
        row.Part = LogPart.Of(row.Append.Retention, at);
        row.Position = position + ++_rows;
        _parts.Add(row.Part);
        if (row.Mark is { Before: MarkState.Any } mark) mark.Add(row);
        _columns.AddRow(row);
    }

    private void CutRuns(AgentId mailbox, List<StepRequest> rows)
    {
        for (var first = 0; first < rows.Count;)
        {
            var count = CountOfOnePart(rows, first);
            _columns.AddRun(mailbox, CollectionsMarshal.AsSpan(rows).Slice(first, count));
            first += count;
        }
    }

    private void CutSpans(MarkState mark)
    {
        for (var first = 0; first < mark.Rows.Count;)
        {
            var count = CountOfOnePart(mark.Rows, first);
            _columns.AddSpan(mark, CollectionsMarshal.AsSpan(mark.Rows).Slice(first, count));
            first += count;
        }
    }

    private static int CountOfOnePart(List<StepRequest> rows, int first)
    {
        var end = first + 1;
        while (end < rows.Count && rows[end].Part == rows[first].Part) end++;
        return end - first;
    }
}
