using System.Text;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Connections;

/// <summary>Beginning, changes and end of the connection.</summary>
internal sealed partial class ConnectionGrain
{
    public Task<Refusal> Establish(Establishment establishment) => ChangeAsync(async () =>
    {
        AgentId inviter = establishment.Inviter, acceptor = establishment.Acceptor;
        if (inviter == acceptor || !IsParty(inviter) || !IsParty(acceptor)) return Refusal.NotFound;
        if (!TermsRules.IsValid(establishment.InviterTerms.Terms)
            || !TermsRules.IsValid(establishment.AcceptorTerms.Terms))
            return Refusal.Malformed;
        if (State.Lower.Blocks || State.Higher.Blocks) return Refusal.Blocked;
        if (IsActive(Now)) return IsRepeat(establishment) ? Refusal.None : Refusal.Conflict;
        if (!TermsRules.IsValid(establishment.Policy, Now)) return Refusal.Expired;

        await RefreshStandingsAsync();
        if (_lowerStanding is not { } lower || _higherStanding is not { } higher) return Refusal.NotFound;
        if (lower.Frozen || higher.Frozen) return Refusal.Frozen;
        var refusal = CheckTerms(establishment, Now);
        if (refusal != Refusal.None) return refusal;
        refusal = await NotePeersAsync();
        if (refusal != Refusal.None) return refusal;

        var now = Now;
        var (lowerTerms, higherTerms) = inviter == _lower
            ? (establishment.InviterTerms, establishment.AcceptorTerms)
            : (establishment.AcceptorTerms, establishment.InviterTerms);
        await SaveAsync(Idling(State with
        {
            Standing = ConnectionStanding.Active,
            Lower = Thawed(Renewed(State.Lower, lowerTerms)),
            Higher = Thawed(Renewed(State.Higher, higherTerms)),
            Policy = establishment.Policy,
            Since = now,
            Inviter = inviter,
            Acceptance = establishment.Acceptance,
            Notices = [.. State.Notices, .. ChangedNotices(now)],
        }, now));
        _lastActivity = now;
        var finished = await FinishedAsync();
        _ = TellConnectedAsync();
        return finished;
    });

    /// <summary>A hint, and no part of the change: who watches looks again by themselves.</summary>
    private async Task TellConnectedAsync()
    {
        try
        {
            await Task.WhenAll(_lowerGrain.TellConnected(), _higherGrain.TellConnected());
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            // What is stored stands, whether or not somebody heard of it.
        }
    }

    public Task<Refusal> ChangeTerms(AgentId side, SignedTerms terms) => ChangeAsync(async () =>
    {
        if (!TermsRules.IsValid(terms.Terms)) return Refusal.Malformed;
        if (!IsParty(side) || !IsActive(Now)) return Refusal.NotFound;
        if (IsNewest(SideOf(side), terms)) return Refusal.None;

        await RefreshStandingsAsync();
        var (own, peer) = StandingsFor(side);
        if (own is null || peer is null) return Refusal.NotFound;
        var refusal = TermsRules.CheckNext(terms, IdentityOf(own), IdentityOf(peer), _id, SideOf(side), Now);
        if (refusal != Refusal.None) return refusal;
        var changed = With(side, Renewed(SideOf(side), terms));
        await SaveAsync(changed with { CancelsHolds = true, Notices = [.. State.Notices, .. ChangedNotices(Now)] });
        return await FinishedAsync();
    });

    public Task<Refusal> ChangePolicy(AgentId side, ConnectionPolicy policy) => ChangeAsync(async () =>
    {
        var now = Now;
        if (!TermsRules.IsValid(policy, now)) return Refusal.Malformed;
        if (!IsParty(side) || !IsActive(now)) return Refusal.NotFound;
        await SaveAsync(Idling(State with
        {
            Policy = policy,
            KeepsEpochs = true,
            Notices = [.. State.Notices, .. ChangedNotices(now)],
        }, now));
        if (policy.IdleAfter is not null) _lastActivity = now;
        return await FinishedAsync();
    });

    public Task<Refusal> Remove(AgentId side) => ChangeAsync(async () =>
    {
        if (!IsParty(side) || State.Standing == ConnectionStanding.None) return Refusal.NotFound;
        if (State.Standing != ConnectionStanding.Active) return Refusal.None;
        return await EndAsync(State with { Standing = ConnectionStanding.Removed });
    });

    public Task<Refusal> Block(AgentId side) => ChangeAsync(async () =>
    {
        if (!IsParty(side)) return Refusal.NotFound;
        if (SideOf(side).Blocks) return Refusal.None;
        var blocked = With(side, SideOf(side) with { Blocks = true });
        if (State.Standing == ConnectionStanding.None)
        {
            await SaveAsync(blocked);
            return Refusal.None;
        }

        return await EndAsync(blocked with { Standing = ConnectionStanding.Blocked });
    });

    public Task<Refusal> Unblock(AgentId side) => ChangeAsync(async () =>
    {
        if (!IsParty(side)) return Refusal.NotFound;
        if (!SideOf(side).Blocks) return Refusal.None;
        var unblocked = With(side, SideOf(side) with { Blocks = false });
        var isFree = !unblocked.Lower.Blocks && !unblocked.Higher.Blocks;
        await SaveAsync(isFree && State.Standing == ConnectionStanding.Blocked
            ? unblocked with { Standing = ConnectionStanding.Removed }
            : unblocked);
        return Refusal.None;
    });

    public async Task<long> GetFreezeVersion(AgentId side)
    {
        if (IsOld) Forget();
        await EnsureLoadedAsync();
        return IsParty(side) ? SideOf(side).FreezeVersion : 0;
    }

    public Task<Refusal> Freeze(AgentId side, bool frozen, long version) => ChangeAsync(async () =>
    {
        if (!IsParty(side) || !IsActive(Now)) return Refusal.NotFound;
        var isSo = SideOf(side).Frozen == frozen;
        if (version <= SideOf(side).FreezeVersion) return isSo ? Refusal.None : Refusal.Conflict;
        var changed = With(side, SideOf(side) with
        {
            Frozen = frozen,
            Suspended = frozen ? SideOf(side).Suspended : null,
            FreezeVersion = version,
        });
        if (isSo)
        {
            // Noted all the same: an earlier decision that comes later must not undo this one.
            await SaveAsync(changed);
            return Refusal.None;
        }

        await SaveAsync(changed with { Notices = [.. State.Notices, .. ChangedNotices(Now)] });
        return await FinishedAsync();
    });

    public Task<Refusal> Suspend(AgentId side, string reason) => ChangeAsync(async () =>
    {
        if (!SuspensionRules.IsReason(reason)) return Refusal.Malformed;
        if (!IsParty(side) || !IsActive(Now)) return Refusal.NotFound;
        if (SideOf(side).Suspended is not null) return Refusal.None;
        var now = Now;
        var suspended = With(side, SideOf(side) with
        {
            Frozen = true, Suspended = reason, FreezeVersion = SideOf(side).FreezeVersion + 1,
        });
        ReadOnlyMemory<byte> note = Encoding.ASCII.GetBytes(reason);
        await SaveAsync(suspended with
        {
            Notices =
            [
                .. State.Notices,
                new(_lower, NoticeKind.Suspended, default, now, note),
                new(_higher, NoticeKind.Suspended, default, now, note),
            ],
        });
        Report("connection.suspended", side, null, reason, 0);
        return await FinishedAsync();
    });

    public Task CarryOutDue()
    {
        // What is due in the store may have come from another activation.
        Forget();
        return ChangeAsync(CarryOutAsync, confirms: false);
    }

    private async Task<Refusal> CarryOutAsync()
    {
        if (HasUnfinished) await FinishAsync();
        var now = Now;
        foreach (var hold in DueHolds(now)) await CloseAsync(hold, NoticeKind.HoldExpired);
        if (State.Standing == ConnectionStanding.Active)
        {
            if (!IsActive(now)) await EndAsync(State with { Standing = ConnectionStanding.Expired });
            else if (State.IdleCheckAt <= now) await SaveAsync(Idling(State, _lastActivity));
        }

        SharpenTimer();
        return Refusal.None;
    }

    private async Task<Refusal> EndAsync(ConnectionState ended)
    {
        var wasActive = State.Standing == ConnectionStanding.Active;
        await SaveAsync(ended with
        {
            CancelsHolds = true,
            IdleCheckAt = null,
            Notices = wasActive ? [.. State.Notices, .. ChangedNotices(Now)] : State.Notices,
        });
        return await FinishedAsync();
    }

    private async Task SaveAsync(ConnectionState next)
    {
        _isLost = true;
        await _state.SaveAsync(next, this);
        _isLost = false;
        _contract = new Contract(State.Lower.Terms, State.Higher.Terms);
        SharpenTimer();
    }

    /// <summary>The change stands; what it still has to tell is tried now and otherwise by the due table.</summary>
    private async Task<Refusal> FinishedAsync()
    {
        try
        {
            await FinishAsync();
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            Forget();
        }

        Report("connection.changed", _lower, null, null, 0);
        return Refusal.None;
    }

    /// <summary>Cancels what was held under other terms and tells what is to be told.</summary>
    private async Task FinishAsync()
    {
        await TellReleasedAsync();
        if (State.CancelsHolds)
        {
            foreach (var hold in _holds.Values.ToArray()) await CloseAsync(hold, NoticeKind.HoldCancelled);
            if (_holds.Count > 0) throw new StoreUnavailableException("A hold could not be cancelled.");
            await SaveAsync(State with { CancelsHolds = false });
        }

        if (State.KeepsEpochs)
        {
            // Epochs that are being published while the policy changes came to the store before this, or know it.
            await _log.KeepEpochsAsync(_id, State.Policy.Retention, Now - Limits.EpochReach);
            await SaveAsync(State with { KeepsEpochs = false });
        }

        if (State.Notices.Length == 0) return;
        List<PendingNotice> left = [];
        foreach (var notice in State.Notices)
            if (!await TellAsync(notice)) left.Add(notice);
        await SaveAsync(State with { Notices = [.. left] });
    }

    private async Task<bool> TellAsync(PendingNotice notice)
    {
        var result = await AppendAsync(notice.To, NoticeOf(notice.Kind, notice.Message, notice.At, notice.Note, null));
        return result.Verdict is AppendVerdict.Stored or AppendVerdict.NoSuchAgent;
    }

    private MailboxAppend NoticeOf(
        NoticeKind kind, EnvelopeId message, DateTimeOffset at, ReadOnlyMemory<byte> note, HoldKey? closes) =>
        new(EntryKind.Notice, _id, new Notice(kind, _id, message, at, note).ToBytes(), ReadOnlyMemory<byte>.Empty,
            State.Policy.Retention, ExpiresAt: null, Closes: closes);

    private PendingNotice[] ChangedNotices(DateTimeOffset now) =>
    [
        new(_lower, NoticeKind.ConnectionChanged, default, now),
        new(_higher, NoticeKind.ConnectionChanged, default, now),
    ];

    /// <summary>Who invited has offered its terms to whoever holds the link; who accepted has named both.</summary>
    private Refusal CheckTerms(Establishment establishment, DateTimeOffset now)
    {
        var (own, peer) = StandingsFor(establishment.Inviter);
        if (own is null || peer is null) return Refusal.NotFound;
        var (inviter, acceptor) = (IdentityOf(own), IdentityOf(peer));
        var refusal = TermsRules.CheckFirst(
            establishment.InviterTerms, inviter, SideOf(establishment.Inviter), now);
        return refusal != Refusal.None
            ? refusal
            : TermsRules.CheckFirst(
                establishment.AcceptorTerms, acceptor, inviter, _id, SideOf(establishment.Acceptor), now);
    }

    private static ConnectionSide Renewed(ConnectionSide side, SignedTerms terms)
    {
        var record = TermsRules.Parse(terms.Record);
        return side with
        {
            Terms = terms.Terms,
            Version = (int)record.Version,
            TermsHash = record.Hash.ToArray(),
            Records = TermsRules.Appended(side.Records, terms.Record),
        };
    }

    private static ConnectionSide Thawed(ConnectionSide side) =>
        side with { Frozen = false, Suspended = null, FreezeVersion = side.FreezeVersion + 1 };

    private static bool IsNewest(ConnectionSide side, SignedTerms terms) =>
        side.Records.Length > 0 && side.Records[^1].Span.SequenceEqual(terms.Record.Span);

    private static AgentIdentity IdentityOf(AgentStanding standing) =>
        AgentCertificate.TryParse(standing.Certificate, out var certificate, out var error)
            ? new AgentIdentity(certificate.Agent, certificate.Aik, new Bytes32(standing.OwnerKey.Span))
            : throw new InvalidOperationException($"A stored agent certificate is refused: {error}.");

    private static ConnectionState Idling(ConnectionState state, DateTimeOffset since) =>
        state with { IdleCheckAt = state.Policy.IdleAfter is { } idle ? since + idle : null };

    /// <summary>An invite that could not learn the outcome of its acceptance asks again.</summary>
    private bool IsRepeat(Establishment establishment) =>
        State.Inviter == establishment.Inviter
        && State.Acceptance.Span.SequenceEqual(establishment.Acceptance.Span);

    private async Task<Refusal> NotePeersAsync()
    {
        var refusal = await _lowerGrain.NoteConnection(_higher, true);
        if (refusal != Refusal.None) return refusal;
        refusal = await _higherGrain.NoteConnection(_lower, true);
        if (refusal != Refusal.None) await _lowerGrain.NoteConnection(_higher, false);
        return refusal;
    }
}
