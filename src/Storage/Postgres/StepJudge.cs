namespace ContextExchange.Storage;

/// <summary>
/// Judges the steps of a section among themselves, in the order of the calls, against the state in which heads, marks
/// and holds are believed to be. What nothing is known of is believed to be as the first step that touches it expects;
/// the server confirms every belief while it stores, or answers how things stand.
/// </summary>
internal sealed class StepJudge
{
    private readonly Dictionary<AgentId, HeadState> _heads = [];
    private readonly Dictionary<Guid, MarkState> _marks = [];
    private readonly Dictionary<HoldKey, HoldState> _holds = [];
    private readonly Dictionary<AgentId, (long Epoch, long Sequence)> _knownHeads = [];
    private readonly Dictionary<Guid, long> _knownMarks = [];
    private readonly Dictionary<HoldKey, bool> _knownHolds = [];

    public Dictionary<AgentId, HeadState>.ValueCollection Heads => _heads.Values;

    public Dictionary<Guid, MarkState>.ValueCollection Marks => _marks.Values;

    public IReadOnlyDictionary<HoldKey, HoldState> Holds => _holds;

    /// <summary>How many holds were opened.</summary>
    public int Opened { get; private set; }

    /// <summary>What the server says replaces what is believed; the steps must be judged again.</summary>
    public void Learn(AgentId mailbox, long epoch, long sequence) => _knownHeads[mailbox] = (epoch, sequence);

    public void Learn(Guid mark, long sequence) => _knownMarks[mark] = sequence;

    public void Learn(HoldKey hold, bool isOpen) => _knownHolds[hold] = isOpen;

    /// <summary>Forgets the verdicts, not what was learned.</summary>
    public void Restart()
    {
        _heads.Clear();
        _marks.Clear();
        _holds.Clear();
        Opened = 0;
    }

    public void Clear()
    {
        Restart();
        _knownHeads.Clear();
        _knownMarks.Clear();
        _knownHolds.Clear();
    }

    public LogVerdict Judge(StepRequest request)
    {
        var append = request.Append;
        if (append.Fence is { } under
            && MarkOf(FenceMark.Of(under.Connection), FenceMark.Device, under.Number).Before != under.Number)
            return LogVerdict.StaleConnection;

        HeadState? head = null;
        if (append.Entry is { } entry)
        {
            head = HeadOf(append.Mailbox, append.Epoch, entry.Sequence);
            if (head is null || append.Epoch <= 0 || head.Epoch != append.Epoch
                || head.Sequence + 1 != entry.Sequence)
                return LogVerdict.StaleHead;
        }

        MarkState? mark = null;
        if (append.Settles is { } settles)
        {
            mark = MarkOf(settles);
            if (mark is null || mark.Sequence + 1 != settles.Sequence) return LogVerdict.StaleMark;
        }

        if (append.Opens is { } opens && HoldOf(opens.Key, false).IsOpen
            || append.Closes is { } closes && !HoldOf(closes, true).IsOpen)
            return LogVerdict.HoldClosed;
        Accept(request, head, mark);
        return LogVerdict.Stored;
    }

    private void Accept(StepRequest request, HeadState? head, MarkState? mark)
    {
        var append = request.Append;
        if (append.Closes is { } closes)
        {
            var hold = _holds[closes];
            (hold.IsOpen, hold.IsClosed, hold.Opened) = (false, hold.Before, null);
        }

        if (append.Opens is { } opens)
        {
            var hold = _holds[opens.Key];
            (hold.IsOpen, hold.Opened, hold.Place) = (true, opens, ++Opened);
        }

        if (mark is null && append.Entry is { } conversed && LogStep.IsConversation(conversed.Kind))
            mark = MarkOf(conversed.Connection, default, MarkState.Any);
        request.Mark = mark;
        if (mark is { Before: not MarkState.Any }) mark.Add(request);

        if (head is null) return;
        head.Rows.Add(request);
        head.Sequence++;
        if (append.ExpiresAt?.ToUnixTimeMilliseconds() is { } expiry && (head.Expiry < 0 || expiry < head.Expiry))
            head.Expiry = expiry;
    }

    // Null where the claim does not count, or no state of the head could make the step right.
    private HeadState? HeadOf(AgentId mailbox, long epoch, long sequence)
    {
        if (_heads.TryGetValue(mailbox, out var head)) return head;
        // Epochs only rise: who is known to be fenced needs no confirmation, so that writers of the same mailboxes
        // cannot keep each other from coming to an end.
        if (_knownHeads.TryGetValue(mailbox, out var known))
            head = known.Epoch == epoch ? new HeadState(mailbox, epoch, known.Sequence) : null;
        else if (epoch > 0 && sequence > 0)
            head = new HeadState(mailbox, epoch, sequence - 1);
        if (head is not null) _heads.Add(mailbox, head);
        return head;
    }

    private MarkState? MarkOf(SenderMark settles) => settles.Sequence > 0
        ? MarkOf(settles.Connection, settles.Device, settles.Sequence - 1)
        : null;

    private MarkState MarkOf(ConnectionId connection, DeviceId device, long believed)
    {
        var key = MarkKey.Of(connection, device);
        if (_marks.TryGetValue(key, out var mark)) return mark;
        var before = believed != MarkState.Any && _knownMarks.TryGetValue(key, out var known) ? known : believed;
        mark = new MarkState(key, connection, device, before);
        _marks.Add(key, mark);
        return mark;
    }

    private HoldState HoldOf(HoldKey key, bool believed)
    {
        if (_holds.TryGetValue(key, out var hold)) return hold;
        hold = new HoldState(_knownHolds.TryGetValue(key, out var known) ? known : believed);
        _holds.Add(key, hold);
        return hold;
    }
}
