namespace ContextExchange.Storage;

/// <summary>
/// The newest committed segments, which are not in their tables yet: written one by one each would change a page of its
/// own, and the log's rows tell them again after a crash. The writer brings them, readers look here beside the tables.
/// Of one owner they are always the newest. Safe for concurrent use.
/// </summary>
internal sealed class FreshSegments
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, List<Segment>> _mailboxes = [];
    private readonly Dictionary<long, List<Segment>> _marks = [];
    private int _flushes;

    public int Count { get; private set; }

    /// <summary>A mailbox's, by its head's id, in the order of their keys.</summary>
    public Segment[] OfMailbox(long head) => Of(_mailboxes, head);

    /// <summary>A mark's, in the order of their keys.</summary>
    public Segment[] OfMark(long mark) => Of(_marks, mark);

    /// <summary>
    /// Runs a read of the tables and of these segments, and runs it again when they moved into the tables meanwhile: it
    /// might have found some in neither.
    /// </summary>
    public T Read<T>(Func<T> read)
    {
        while (true)
        {
            var flushes = Volatile.Read(ref _flushes);
            var answer = read();
            if (flushes == Volatile.Read(ref _flushes)) return answer;
        }
    }

    /// <summary>All of them, in no order.</summary>
    public (IEnumerable<Segment> Mailboxes, IEnumerable<Segment> Marks) All()
    {
        lock (_lock) return (All(_mailboxes), All(_marks));
    }

    /// <summary>A batch was committed.</summary>
    /// <param name="mailboxes">Its mailboxes' segments.</param>
    /// <param name="marks">Its marks' segments.</param>
    /// <param name="isFlushed">All that were here are in the tables now.</param>
    public void Commit(IReadOnlyList<Segment> mailboxes, IReadOnlyList<Segment> marks, bool isFlushed)
    {
        lock (_lock)
        {
            if (isFlushed)
            {
                _mailboxes.Clear();
                _marks.Clear();
                Count = 0;
                Volatile.Write(ref _flushes, _flushes + 1);
            }

            Add(_mailboxes, mailboxes);
            Add(_marks, marks);
        }
    }

    private void Add(Dictionary<long, List<Segment>> segments, IReadOnlyList<Segment> added)
    {
        foreach (var segment in added)
        {
            var owner = SegmentKey.IdOf(segment.Key);
            if (!segments.TryGetValue(owner, out var known)) segments.Add(owner, known = []);
            known.Add(segment);
        }

        Count += added.Count;
    }

    private Segment[] Of(Dictionary<long, List<Segment>> segments, long owner)
    {
        lock (_lock) return segments.TryGetValue(owner, out var known) ? [.. known] : [];
    }

    private static Segment[] All(Dictionary<long, List<Segment>> segments) =>
        [.. segments.Values.SelectMany(owner => owner)];
}
