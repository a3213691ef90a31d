using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Agents;

/// <summary>
/// One claim of one mailbox: gives out sequences, knows which of them are on disk, and hands the committed prefix out
/// for pushing, in order. Pure. After any refusal of the store it is thrown away and the mailbox is claimed again.
/// </summary>
internal sealed class Mailbox
{
    private readonly Queue<Place> _places = [];
    private readonly Unacknowledged _unacknowledged = new();
    private readonly WatchedMessages _watched = new();
    private readonly List<MailboxEntry> _ready = [];
    private long _assigned;
    private int _underWay;
    private TaskCompletionSource? _answered;

    /// <param name="head">As it was claimed.</param>
    /// <param name="acknowledged">The furthest cursor of any device.</param>
    public Mailbox(MailboxHead head, long acknowledged)
    {
        Epoch = head.Epoch;
        _assigned = Committed = Pushed = head.Sequence;
        Acknowledged = acknowledged;
        NextExpiry = head.NextExpiry;
        Claimed = head.Sequence;
    }

    /// <summary>The claim's fencing number.</summary>
    public long Epoch { get; }

    /// <summary>The newest sequence of which it and everything before is on disk.</summary>
    public long Committed { get; private set; }

    /// <summary>The newest sequence that was given out.</summary>
    public long Assigned => _assigned;

    /// <summary>The newest sequence when the mailbox was claimed.</summary>
    public long Claimed { get; }

    /// <summary>The newest sequence that was handed out for pushing.</summary>
    public long Pushed { get; private set; }

    /// <summary>The furthest cursor of any device.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>When the earliest message that was not reported as undelivered expires.</summary>
    public DateTimeOffset? NextExpiry { get; private set; }

    /// <summary>
    /// Whether the store refused an entry for what it is: its place stays empty, and all behind it lost theirs.
    /// </summary>
    public bool HasGap { get; private set; }

    /// <summary>
    /// Whether no further message of this connection fits: too much is unacknowledged, of all or of this one.
    /// </summary>
    public bool IsFullFor(ConnectionId connection) =>
        _assigned - Acknowledged >= Limits.MaxUnacknowledged
        || _unacknowledged.Bytes >= Limits.MaxUnacknowledgedBytes
        || _unacknowledged.Of(connection) is
            { Count: >= Limits.MaxUnacknowledgedPerConnection } or
            { Bytes: >= Limits.MaxUnacknowledgedBytesPerConnection };

    /// <summary>Whether another notice to read something again would only repeat what waits to be read.</summary>
    public bool HasManyChanges(ConnectionId connection) =>
        _unacknowledged.Of(connection).Changes >= Limits.MaxUnreadChanges;

    /// <summary>Counts an entry from before the claim; in order, before the first that is given out.</summary>
    public void Recount(MailboxEntry entry)
    {
        if (entry.Sequence <= Acknowledged || entry.Sequence > Claimed) return;
        _unacknowledged.Add(entry.Sequence, entry.Connection, entry.Body.Length, IsChange(entry.Kind, entry.Body));
    }

    /// <summary>Gives the next sequence out.</summary>
    public long Assign(MailboxAppend append)
    {
        var sequence = ++_assigned;
        _underWay++;
        var expiresAt = append.ExpiresAt;
        _places.Enqueue(new Place { ExpiresAt = expiresAt });
        _unacknowledged.Add(
            sequence, append.Connection, append.Body.Length, IsChange(append.Kind, append.Body));
        if (append is { Watcher: { } watcher, Settles: { } mark })
            _watched.Add(sequence, new DeviceIdentity(watcher, mark.Device), mark.Sequence);
        if (expiresAt is { } expires && !(NextExpiry <= expires)) NextExpiry = expires;
        return sequence;
    }

    /// <summary>The entry is on disk, and so is everything before it.</summary>
    /// <remarks>The store judges in the order of the calls, but its answers may come in any order.</remarks>
    public void Store(MailboxEntry entry)
    {
        CountAnswer();
        if (entry.Sequence == Committed + 1 && _places.Count > 0)
        {
            Commit(entry);
            while (_places.TryPeek(out var place) && place.Entry is { } waiting) Commit(waiting);
            return;
        }

        var index = entry.Sequence - Committed - 1;
        foreach (var place in _places)
            if (index-- == 0) place.Entry = entry;
    }

    /// <summary>An entry is not on disk, or nobody knows.</summary>
    /// <param name="leavesGap">Whether it was refused for what it is, not for its place.</param>
    public void Refuse(bool leavesGap)
    {
        HasGap |= leavesGap;
        CountAnswer();
    }

    /// <summary>Completes when the store has answered for everything. Nothing is given out any more.</summary>
    public Task WhenAnswered()
    {
        if (_underWay == 0) return Task.CompletedTask;
        _answered ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _answered.Task;
    }

    /// <summary>What is committed and was not yet handed out, in order.</summary>
    /// <param name="max">At least 1.</param>
    public MailboxEntry[] TakeReady(int max)
    {
        var count = Math.Min(max, _ready.Count);
        var entries = _ready.GetRange(0, count).ToArray();
        _ready.RemoveRange(0, count);
        Pushed += count;
        return entries;
    }

    /// <summary>Nobody listens: what is committed counts as handed out.</summary>
    public void SkipReady()
    {
        Pushed += _ready.Count;
        _ready.Clear();
    }

    /// <summary>A device has acknowledged everything up to this sequence.</summary>
    /// <returns>
    /// Of each sending device that is to be told, the newest of its own numbers that this acknowledges first; null
    /// where there is none.
    /// </returns>
    public Dictionary<DeviceIdentity, long>? Acknowledge(long sequence)
    {
        if (sequence <= Acknowledged) return null;
        Acknowledged = sequence;
        _unacknowledged.Acknowledge(sequence);
        return _watched.Acknowledge(sequence);
    }

    /// <summary>Whether it is a notice that says nothing but to read something again.</summary>
    public static bool IsChange(EntryKind kind, ReadOnlyMemory<byte> body) =>
        kind == EntryKind.Notice && body.Length > 0
        && (NoticeKind)body.Span[0] is NoticeKind.ConnectionChanged or NoticeKind.PeerKeysChanged;

    /// <summary>Before looking for expired entries: from now on only what cannot be read yet counts.</summary>
    public void BeginExpiryScan()
    {
        NextExpiry = null;
        foreach (var place in _places) NoteExpiry(place.ExpiresAt);
    }

    /// <summary>An entry that expires later, or could not be reported yet.</summary>
    public void NoteExpiry(DateTimeOffset? expiresAt)
    {
        if (expiresAt is { } expires && !(NextExpiry <= expires)) NextExpiry = expires;
    }

    private void CountAnswer()
    {
        if (--_underWay == 0) _answered?.SetResult();
    }

    private void Commit(MailboxEntry entry)
    {
        _places.Dequeue();
        Committed++;
        _ready.Add(entry);
    }

    private sealed class Place
    {
        public DateTimeOffset? ExpiresAt;
        public MailboxEntry? Entry;
    }
}
