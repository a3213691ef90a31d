using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Connections;

/// <summary>Held messages: decided, expired or cancelled exactly once, by the store's word.</summary>
internal sealed partial class ConnectionGrain
{
    private const int MaxRemembered = 256;

    private readonly Queue<HoldKey> _closedOrder = [];
    private readonly Dictionary<HoldKey, Refusal> _closed = [];

    public async Task<IReadOnlyList<HoldView>> GetHolds(AgentId side)
    {
        await EnsureLoadedAsync();
        var holds = await _log.ReadHoldsAsync(_id);
        // What another activation has held is not known here.
        if (holds.Any(hold => !IsReleased(hold) && !_holds.ContainsKey(hold.Key)) && IsOld) Forget();
        var now = Now;
        return holds
            .Where(hold => hold.Key.Side == side && hold.ExpiresAt > now)
            .OrderBy(hold => hold.HeldAt)
            .Select(hold => new HoldView(
                hold.Key.Message, _id, hold.Sender, hold.Recipient, hold.Category, side, hold.HeldAt, hold.ExpiresAt,
                hold.Envelope))
            .ToArray();
    }

    public async Task<Refusal> Decide(AgentId side, EnvelopeId message, Decision decision)
    {
        if (!HoldRules.IsValid(decision)) return Refusal.Malformed;
        if (!IsParty(side)) return Refusal.NotFound;
        var key = new HoldKey(_id, message, side);
        await EnsureLoadedAsync();
        if (!_holds.ContainsKey(key) && !_closed.ContainsKey(key) && IsOld) Forget();
        return await BesideMessagesAsync(async () =>
        {
            if (State.CancelsHolds) await FinishAsync();
            if (!_holds.TryGetValue(key, out var hold)) return _closed.GetValueOrDefault(key, Refusal.NotFound);
            if (hold.ExpiresAt <= Now) return Expired(await CloseAsync(hold, NoticeKind.HoldExpired));
            if (State.Lower.Frozen || State.Higher.Frozen) return Refusal.Frozen;
            return decision.Verdict == Verdict.Approve
                ? await ApproveAsync(hold, decision.Approval)
                : await CloseAsync(hold, HoldRules.NoticeOf(decision.Verdict), decision.Note);
        });
    }

    private static Refusal Expired(Refusal closing) => closing == Refusal.None ? Refusal.Expired : closing;

    private Hold[] DueHolds(DateTimeOffset now) =>
        _holds.Values.Where(hold => hold.ExpiresAt <= now).ToArray();

    private async Task<Refusal> ApproveAsync(Hold hold, ReadOnlyMemory<byte> bytes)
    {
        if (!DeliveredMessage.TryParse(hold.Envelope, out var message, out var error))
            throw new InvalidOperationException($"A held message is refused: {error}.");
        await FetchAsync(message.Envelope.EpochHash);
        if (!_epochs.TryFind(message.Envelope.EpochHash, out var epoch)) return Refusal.NotFound;
        if (StandingsFor(hold.Key.Side).Own is not { } standing) return Refusal.NotFound;
        var side = hold.Key.Side == hold.Sender ? OwnerSide.Sender : OwnerSide.Recipient;
        var refusal = ApprovalRules.Check(
            bytes, message, side, epoch, new Bytes32(standing.OwnerKey.Span), Now, out var approval);
        if (approval is null) return refusal;
        var approved = hold with
        {
            Envelope = DeliveredMessage.Join(message.Envelope.Bytes.Span, [.. message.Approvals, approval]),
        };
        return await PassOnAsync(approved);
    }

    private async Task<Refusal> PassOnAsync(Hold hold)
    {
        var line = _contract.Find(Protocol.Category.IdOf(hold.Category));
        var receives = (hold.Recipient == _lower ? line?.Lower : line?.Higher)?.Receive ?? ConsentLevel.Never;
        return HoldRules.AsksRecipientNext(hold, receives)
            ? await AskRecipientAsync(hold)
            : await ReleaseAsync(hold);
    }

    /// <summary>Closes one question and opens the next, in one step that touches no mailbox.</summary>
    private async Task<Refusal> AskRecipientAsync(Hold hold)
    {
        var now = Now;
        var next = hold with
        {
            Key = hold.Key with { Side = hold.Recipient },
            HeldAt = now,
            ExpiresAt = HoldRules.Expiry(now, EnvelopeExpiry.Of(hold.Envelope)),
        };
        var verdict = await _log.AppendAsync(new LogAppend
        {
            Fence = new ConnectionFence(_id, _fence), Closes = hold.Key, Opens = next,
        });
        if (verdict == LogVerdict.StaleConnection) return Closed(AppendVerdict.StaleConnection, hold.Key);
        if (verdict != LogVerdict.Stored) return Lost(hold.Key);
        Remember(hold.Key, Refusal.Used);
        _holds[next.Key] = next;
        SharpenTimer();
        Report("hold.decided", hold.Sender, hold.Category, "approved", hold.Envelope.Length);
        return Refusal.None;
    }

    /// <summary>
    /// The message gets its place in the recipient's mailbox in the step that closes its hold. The sender's notice is
    /// in another mailbox: the same step leaves a row for it, which is due at once and ends with the notice.
    /// </summary>
    private async Task<Refusal> ReleaseAsync(Hold hold)
    {
        var now = Now;
        var released = hold with
        {
            Key = hold.Key with { Side = default },
            HeldAt = now,
            ExpiresAt = now,
            Envelope = ReadOnlyMemory<byte>.Empty,
            LineageTag = ReadOnlyMemory<byte>.Empty,
        };
        var result = await AppendAsync(hold.Recipient, new MailboxAppend(
            EntryKind.Message, _id, hold.Envelope, hold.LineageTag, State.Policy.Retention,
            EnvelopeExpiry.Of(hold.Envelope), Opens: released, Closes: hold.Key, Fence: _fence));
        if (result.Verdict == AppendVerdict.Stored)
        {
            _lastActivity = now;
            _released.Add(released);
            Remember(hold.Key, Refusal.Used);
            Report("hold.decided", hold.Sender, hold.Category, "approved", hold.Envelope.Length);
            await TellSoonAsync();
        }

        return Closed(result.Verdict, hold.Key);
    }

    /// <summary>A row that stands for the notice of a release; no owner is asked.</summary>
    private static bool IsReleased(Hold hold) => hold.Key.Side == default;

    /// <summary>Tells senders of what was released; what could not be told stays due.</summary>
    private async Task TellReleasedAsync()
    {
        foreach (var released in _released.ToArray())
        {
            var told = await AppendAsync(released.Sender, NoticeOf(
                NoticeKind.Approved, released.Key.Message, released.HeldAt, default, released.Key));
            if (told.Verdict == AppendVerdict.NoSuchAgent)
                await _log.AppendAsync(new LogAppend { Closes = released.Key });
            if (told.Verdict is AppendVerdict.Stored or AppendVerdict.HoldClosed or AppendVerdict.NoSuchAgent)
                _released.Remove(released);
        }
    }

    private async Task TellSoonAsync()
    {
        try
        {
            await FinishAsync();
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            Forget();
        }
    }

    /// <summary>Ends a hold without delivery; the sender's notice and the closing are one step.</summary>
    private async Task<Refusal> CloseAsync(Hold hold, NoticeKind kind, ReadOnlyMemory<byte> note = default)
    {
        var verdict = (await AppendAsync(hold.Sender, NoticeOf(kind, hold.Key.Message, Now, note, hold.Key))).Verdict;
        if (verdict == AppendVerdict.NoSuchAgent) verdict = await CloseUntoldAsync(hold.Key);
        if (verdict == AppendVerdict.Stored)
        {
            Remember(hold.Key, kind == NoticeKind.HoldExpired ? Refusal.Expired : Refusal.Used);
            var name = kind == NoticeKind.HoldExpired ? "hold.expired" : "hold.decided";
            Report(name, hold.Sender, hold.Category, kind.ToString().ToLowerInvariant(), hold.Envelope.Length);
        }

        return Closed(verdict, hold.Key);
    }

    /// <summary>A sender that was deleted has no mailbox for a notice: its hold ends without one.</summary>
    private async Task<AppendVerdict> CloseUntoldAsync(HoldKey key) =>
        await _log.AppendAsync(new LogAppend { Closes = key }) == LogVerdict.Stored
            ? AppendVerdict.Stored : AppendVerdict.HoldClosed;

    private async ValueTask<AppendResult> AppendAsync(AgentId mailbox, MailboxAppend append)
    {
        try
        {
            return await GrainOf(mailbox).Append(append);
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            return new AppendResult(AppendVerdict.Unavailable, 0, default);
        }
    }

    private Refusal Closed(AppendVerdict verdict, HoldKey key)
    {
        switch (verdict)
        {
            case AppendVerdict.Stored:
                return Refusal.None;
            case AppendVerdict.HoldClosed:
                return Lost(key);
            case AppendVerdict.MailboxFull:
                return Refusal.LimitReached;
            case AppendVerdict.Frozen:
                return Refusal.Frozen;
            case AppendVerdict.NoSuchAgent:
                return Refusal.NotFound;
            case AppendVerdict.StaleConnection:
                Yield();
                return Refusal.Unavailable;
            case AppendVerdict.StaleHead or AppendVerdict.StaleMark or AppendVerdict.Unavailable:
                Forget();
                return Refusal.Unavailable;
            default:
                throw new ArgumentOutOfRangeException(nameof(verdict));
        }
    }

    /// <summary>Another activation closed it: what is in memory is old.</summary>
    private Refusal Lost(HoldKey key)
    {
        Remember(key, Refusal.Used);
        Forget();
        return Refusal.Used;
    }

    private void Remember(HoldKey key, Refusal answer)
    {
        _holds.Remove(key);
        if (_closed.TryAdd(key, answer)) _closedOrder.Enqueue(key);
        if (_closedOrder.Count > MaxRemembered) _closed.Remove(_closedOrder.Dequeue());
    }
}
