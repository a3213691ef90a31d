using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Locks all heads of a section at first, where more than one kind of request touches some.</summary>
internal sealed class HeadLockPart : SectionPart
{
    private readonly Dictionary<AgentId, SectionPart> _heads;
    private readonly List<Guid> _mailboxes;

    public HeadLockPart(Dictionary<AgentId, SectionPart> heads)
    {
        _heads = heads;
        _mailboxes = Columns.Ids();
    }

    public override string Function => "lock_heads";

    public override bool IsEmpty => _heads.Count < 2 || _heads.Values.Distinct().Count() < 2;

    public override void Fill(WriterSession session)
    {
        Columns.Clear();
        _mailboxes.AddRange(_heads.Keys.Select(mailbox => mailbox.Value));
    }

    public override void Read(NpgsqlDataReader reader, int column)
    {
    }

    public override bool Settle(WriterSession session) => true;

    public override void Clear() => Columns.Clear();
}

/// <summary>Takes mailboxes over.</summary>
internal sealed class ClaimPart : SimplePart<ClaimRequest>
{
    private readonly HashSet<AgentId> _wanted = [];
    private readonly List<Guid> _mailboxes;
    private long[,] _claimed = new long[0, 0];

    public ClaimPart() : base("claim_heads") => _mailboxes = Columns.Ids();

    /// <summary>Two claims of one mailbox are two epochs, so the second waits.</summary>
    public bool TryAdd(ClaimRequest request, Section section)
    {
        if (Contains(request.Mailbox) || section.Cursors.Touches(request.Mailbox)
            || !section.TryTouch(request.Mailbox, this))
            return false;
        _wanted.Add(request.Mailbox);
        Requests.Add(request);
        return true;
    }

    public bool Contains(AgentId mailbox) => _wanted.Contains(mailbox);

    public override void Read(NpgsqlDataReader reader, int column) => _claimed = reader.GetFieldValue<long[,]>(column);

    public override bool Settle(WriterSession session)
    {
        for (var i = 0; i < Requests.Count; i++)
        {
            var expiry = _claimed[i, 2];
            Requests[i].Answer = new MailboxHead(
                Requests[i].Mailbox, _claimed[i, 0], _claimed[i, 1],
                expiry < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(expiry));
        }

        return true;
    }

    public override void Clear()
    {
        base.Clear();
        _wanted.Clear();
    }

    protected override void Sort() =>
        Requests.Sort((one, other) => one.Mailbox.Value.CompareTo(other.Mailbox.Value));

    protected override void Fill(ClaimRequest request) => _mailboxes.Add(request.Mailbox.Value);
}

/// <summary>Replaces mailboxes' next expiries.</summary>
internal sealed class ExpiryPart : SimplePart<ExpiryRequest>
{
    private readonly HashSet<AgentId> _wanted = [];
    private readonly List<Guid> _mailboxes;
    private readonly List<long> _epochs;
    private readonly List<long> _expiries;

    public ExpiryPart() : base("set_expiries") =>
        (_mailboxes, _epochs, _expiries) = (Columns.Ids(), Columns.Longs(), Columns.Longs());

    public bool TryAdd(ExpiryRequest request, Section section)
    {
        if (!section.TryTouch(request.Mailbox, this) || !_wanted.Add(request.Mailbox)) return false;
        Requests.Add(request);
        return true;
    }

    public override void Clear()
    {
        base.Clear();
        _wanted.Clear();
    }

    protected override void Sort() =>
        Requests.Sort((one, other) => one.Mailbox.Value.CompareTo(other.Mailbox.Value));

    protected override void Fill(ExpiryRequest request)
    {
        _mailboxes.Add(request.Mailbox.Value);
        _epochs.Add(request.Epoch);
        _expiries.Add(request.Expiry);
    }
}

/// <summary>The devices' cursors: all moves of a section become one write per device.</summary>
internal sealed class CursorPart : SimplePart<CursorRequest>
{
    private readonly Dictionary<(AgentId, DeviceId), long> _moved = [];
    private readonly HashSet<AgentId> _mailboxes = [];
    private readonly List<Guid> _ofMailbox;
    private readonly List<Guid> _ofDevice;
    private readonly List<long> _sequences;

    public CursorPart() : base("move_cursors") =>
        (_ofMailbox, _ofDevice, _sequences) = (Columns.Ids(), Columns.Ids(), Columns.Longs());

    public bool Touches(AgentId mailbox) => _mailboxes.Contains(mailbox);

    /// <summary>A claim reads its mailbox's cursors, so a move that came after it waits.</summary>
    public bool TryAdd(CursorRequest request, Section section)
    {
        if (section.Claims.Contains(request.Mailbox)) return false;
        var key = (request.Mailbox, request.Device);
        if (!_moved.TryGetValue(key, out var known) || known < request.Sequence) _moved[key] = request.Sequence;
        _mailboxes.Add(request.Mailbox);
        Requests.Add(request);
        return true;
    }

    public override void Fill(WriterSession session)
    {
        Columns.Clear();
        foreach (var ((mailbox, device), sequence) in _moved)
        {
            _ofMailbox.Add(mailbox.Value);
            _ofDevice.Add(device.Value);
            _sequences.Add(sequence);
        }
    }

    public override void Clear()
    {
        base.Clear();
        _moved.Clear();
        _mailboxes.Clear();
    }

    protected override void Fill(CursorRequest request) =>
        throw new InvalidOperationException("Cursors are filled as a whole.");
}
