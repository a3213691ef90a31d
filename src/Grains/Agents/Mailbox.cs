using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Agents;

/// <summary>
/// One claim of one mailbox: gives out sequences, knows which of them are on disk, and hands the committed prefix out
/// for pushing, in order. Pure. After any refusal of the store it is thrown away and the mailbox is claimed again.
/// </summary>
internal sealed class Mailbox
{
    private const int ChunkBytes = 256 * 1024;

    private readonly Queue<Place> _places = [];
    private readonly Queue<Chunk> _unacknowledged = [];
    private readonly List<MailboxEntry> _ready = [];
    private Chunk _chunk;
    private long _assigned;
    private long _bytes;

    /// <param name="head">As it was claimed.</param>
    /// <param name="acknowledged">The furthest cursor of any device.</param>
    public Mailbox(MailboxHead head, long acknowledged)
    {
        Epoch = head.Epoch;
        _assigned = Committed = Pushed = head.Sequence;
        Acknowledged = acknowledged;
        NextExpiry = head.NextExpiry;
    }

    /// <summary>The claim's fencing number.</summary>
    public long Epoch { get; }

    /// <summary>The newest sequence of which it and everything before is on disk.</summary>
    public long Committed { get; private set; }

    /// <summary>The newest sequence that was handed out for pushing.</summary>
    public long Pushed { get; private set; }

    /// <summary>The furthest cursor of any device.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>When the earliest message that was not reported as undelivered expires.</summary>
    public DateTimeOffset? NextExpiry { get; private set; }

    /// <summary>
    /// Whether no further message fits: too many, or too many bytes since the claim, that no device acknowledged.
    /// </summary>
    public bool IsFull =>
        _assigned - Acknowledged >= Limits.MaxUnacknowledged || _bytes >= Limits.MaxUnacknowledgedBytes;

    /// <summary>Gives the next sequence out.</summary>
    public long Assign(int bytes, DateTimeOffset? expiresAt)
    {
        var sequence = ++_assigned;
        _places.Enqueue(new Place { ExpiresAt = expiresAt });
        _bytes += bytes;
        _chunk = new Chunk(sequence, _chunk.Bytes + bytes);
        if (_chunk.Bytes >= ChunkBytes) CloseChunk();
        if (expiresAt is { } expires && !(NextExpiry <= expires)) NextExpiry = expires;
        return sequence;
    }

    /// <summary>The entry is on disk, and so is everything before it.</summary>
    /// <remarks>The store judges in the order of the calls, but its answers may come in any order.</remarks>
    public void Store(MailboxEntry entry)
    {
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

    public void Acknowledge(long sequence)
    {
        if (sequence <= Acknowledged) return;
        Acknowledged = sequence;
        if (_chunk.Last <= sequence) CloseChunk();
        while (_unacknowledged.TryPeek(out var chunk) && chunk.Last <= sequence)
        {
            _bytes -= chunk.Bytes;
            _unacknowledged.Dequeue();
        }
    }

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

    private void Commit(MailboxEntry entry)
    {
        _places.Dequeue();
        Committed++;
        _ready.Add(entry);
    }

    private void CloseChunk()
    {
        if (_chunk.Bytes > 0) _unacknowledged.Enqueue(_chunk);
        _chunk = default;
    }

    private sealed class Place
    {
        public DateTimeOffset? ExpiresAt;
        public MailboxEntry? Entry;
    }

    private readonly record struct Chunk(long Last, long Bytes);
}
