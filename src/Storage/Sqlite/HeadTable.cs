namespace ContextExchange.Storage;

/// <summary>Mailbox heads, cached: this process is the only writer, so what is cached is true.</summary>
internal sealed class HeadTable(SqliteDatabase database, int cached)
{
    private readonly GenerationCache<AgentId, HeadEntry> _cache = new(cached);
    private readonly List<HeadEntry> _touched = [];

    private readonly SqliteStatement _find = database.Prepare(
        "SELECT id, epoch, sequence, next_expiry FROM heads WHERE mailbox = ?1");

    private readonly SqliteStatement _insert = database.Prepare(
        "INSERT INTO heads (mailbox, epoch, sequence) VALUES (?1, 0, 0) RETURNING id");

    private readonly SqliteStatement _update = database.Prepare(
        "UPDATE heads SET epoch = ?2, sequence = ?3 WHERE id = ?1");

    private readonly SqliteStatement _updateExpiry = database.Prepare(
        "UPDATE heads SET epoch = ?2, sequence = ?3, next_expiry = ?4 WHERE id = ?1");

    /// <summary>What the batch changed, in the order of the first change.</summary>
    public IReadOnlyList<HeadEntry> Touched => _touched;

    /// <summary>Null for a mailbox that nobody has claimed yet.</summary>
    public HeadEntry? Find(AgentId mailbox)
    {
        if (_cache.TryGet(mailbox, out var head)) return head;
        if (!_find.Bind(1, mailbox.Value).Step()) return null;
        head = new HeadEntry(_find.Number(0), mailbox)
        {
            Epoch = _find.Number(1),
            Sequence = _find.Number(2),
            NextExpiry = _find.IsNull(3) ? null : _find.Number(3),
        };
        _find.Reset();
        _cache.Add(mailbox, head);
        return head;
    }

    public HeadEntry FindOrCreate(AgentId mailbox)
    {
        if (Find(mailbox) is { } known) return known;
        _insert.Bind(1, mailbox.Value).Step();
        var head = new HeadEntry(_insert.Number(0), mailbox);
        _insert.Reset();
        _cache.Add(mailbox, head);
        return head;
    }

    public void Touch(HeadEntry head)
    {
        if (head.IsTouched) return;
        head.IsTouched = true;
        _touched.Add(head);
    }

    public void Write(HeadEntry head)
    {
        // Two statements: naming next_expiry would touch its index for every message.
        var update = head.ExpiryChanged ? _updateExpiry.Bind(4, head.NextExpiry) : _update;
        update.Bind(1, head.Id).Bind(2, head.Epoch).Bind(3, head.Sequence).Run();
    }

    public void Settle()
    {
        foreach (var head in _touched) head.Settle();
        _touched.Clear();
        _cache.Trim();
    }

    public void Forget()
    {
        _touched.Clear();
        _cache.Clear();
    }
}
