using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Connections;

/// <summary>Steps 3 and 4 of a message's road.</summary>
internal sealed partial class ConnectionGrain
{
    private static readonly TimeSpan RetrySoon = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryLater = TimeSpan.FromSeconds(5);

    private DateTimeOffset _lastActivity;
    private Task _queue = Task.CompletedTask;

    public async ValueTask<SendResult> Send(SendRequest request)
    {
        try
        {
            return await PassAsync(request);
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            // Nothing was given to the store yet.
            return new SendResult(SendStatus.Unavailable, SequenceOf(request.Envelope), default, RetrySoon);
        }
    }

    private async ValueTask<SendResult> PassAsync(SendRequest request)
    {
        if (!EnvelopeView.TryParse(request.Envelope, out var envelope, out var error))
            return Refused(new SendFacts { Form = FormOf(error) }, 0);

        var sequence = envelope.Sequence;
        if (!envelope.CiphertextMatches()) return Refused(new SendFacts { Form = MessageForm.Malformed }, sequence);
        if (!IsFromSession(envelope, request.Sender)) return Refused(default, sequence);

        // Step 3: duplicates first.
        var digest = envelope.ComputeHash();
        return await (TryPass(request, envelope, digest, Patience.Queue, out var answer)
            ? answer
            : await QueueAsync(request, envelope, digest));
    }

    /// <summary>
    /// The way of a message for which something must be fetched first, and of those that came after it meanwhile: one
    /// after
    /// the other, so that none overtakes an earlier number. It leaves the queue when it is decided, not when it is
    /// stored.
    /// </summary>
    private async Task<ValueTask<SendResult>> QueueAsync(SendRequest request, EnvelopeView envelope, Bytes32 digest)
    {
        var before = _queue;
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue = turn.Task;
        try
        {
            await before;
            var patience = Patience.Fetch;
            while (true)
            {
                if (!IsReady || !_gate.IsOpen)
                {
                    await EnsureReadyAsync();
                    // What was fetched before is read again as well.
                    patience = Patience.Fetch;
                    continue;
                }

                if (TryPass(request, envelope, digest, patience, out var answer)) return answer;
                await FetchAsync(envelope.EpochHash);
                patience = Patience.None;
            }
        }
        finally
        {
            turn.SetResult();
        }
    }

    /// <summary>
    /// Answers or decides the message unless there is something to wait for that <paramref name="patience"/> allows.
    /// </summary>
    private bool TryPass(
        SendRequest request, in EnvelopeView envelope, Bytes32 digest, Patience patience,
        out ValueTask<SendResult> answer)
    {
        answer = default;
        if (!IsReady || !_gate.IsOpen) return false;

        var sequence = envelope.Sequence;
        var window = _senders.GetValueOrDefault(request.Sender.Device);
        var number = window?.Classify(sequence, digest)
            ?? (sequence == 1 ? NumberStanding.Next : NumberStanding.Ahead);
        switch (number)
        {
            case NumberStanding.Answered:
                answer = ValueTask.FromResult(window!.Answer(sequence));
                return true;
            case NumberStanding.Settled:
                answer = RecallAsync(request.Sender.Device, sequence, digest);
                return true;
            case NumberStanding.UnderWay:
                answer = RepeatAsync(window!.WhenDone(sequence), request);
                return true;
            case NumberStanding.Ahead when patience == Patience.Queue && !_queue.IsCompleted:
                return false;
            case NumberStanding.Ahead when patience != Patience.None && IsOld:
                // Another activation may have settled what is missing here.
                if (patience == Patience.Fetch) Forget();
                return false;
            case NumberStanding.Ahead or NumberStanding.Reused:
                answer = ValueTask.FromResult(
                    Refused(new SendFacts { FromItsSender = true, Number = number }, sequence));
                return true;
            case NumberStanding.Next:
                break;
            default:
                throw new InvalidOperationException($"{number} is not a standing.");
        }

        var now = Now;
        if (patience != Patience.None && IsActive(now) && MustFetch(envelope.EpochHash, now)) return false;

        // Step 4.
        answer = DecideAsync(request, envelope, digest, window, now);
        return true;
    }

    private async ValueTask<SendResult> RepeatAsync(Task first, SendRequest request)
    {
        await first;
        return await PassAsync(request);
    }

    /// <summary>What a message may still wait for before it is decided.</summary>
    private enum Patience
    {
        /// <summary>For its turn in the queue.</summary>
        Queue,

        /// <summary>For what its rules need.</summary>
        Fetch,
        None,
    }

    private ValueTask<SendResult> DecideAsync(
        SendRequest request, in EnvelopeView envelope, Bytes32 digest, SenderWindow? window, DateTimeOffset now)
    {
        var sender = request.Sender.Agent;
        var active = IsActive(now);
        var epoch = active && _epochs.TryFind(envelope.EpochHash, out var known) ? known : null;
        var line = _contract.Find(envelope.Category);
        var facts = active
            ? Judge(request, envelope, window, epoch, line, now)
            : new SendFacts { FromItsSender = true };
        var decision = ConnectionRules.Decide(facts);
        // An owner is asked only about what the sending device has signed; of other messages the receivers check it.
        if (decision.Status == SendStatus.Held && !IsSigned(envelope, StandingsFor(sender).Own))
            decision = SendDecision.Refuse(SendStatus.Malformed);
        if (!SendStatuses.Of(decision.Status).Settles || epoch is null)
            return State.Standing == ConnectionStanding.None || SendStatuses.Of(decision.Status).Retryable
                ? ValueTask.FromResult(Refused(decision.Status, envelope.Sequence, sender, now))
                : RefuseAsync(decision.Status, request, envelope.Sequence, now);

        if (window is null) _senders.Add(request.Sender.Device, window = new SenderWindow());
        window.Begin(envelope.Sequence, digest, new EpochPosition(epoch.Number, envelope.Index));
        var watcher = request.Watched ? sender : (AgentId?)null;
        var append = Prepare(envelope, digest, epoch, decision, line?.Name ?? "", watcher, now);
        if (decision.Status == SendStatus.Accepted) NoteAccepted(envelope, sender, now);
        var last = decision.Status == SendStatus.Accepted
            ? LineageRules.LimitOf(PlaceOf(envelope), envelope.MaxHops)
            : null;
        return StoreAsync(
            window, append, decision.Status, sender, line?.Name, request.Envelope.Length, last, envelope.Hop);
    }

    /// <summary>
    /// Refuses a number that stays free. Whether it does, only the store knows: another activation may have settled it,
    /// and then its answer stands before any rule.
    /// </summary>
    private async ValueTask<SendResult> RefuseAsync(
        SendStatus status, SendRequest request, long sequence, DateTimeOffset now)
    {
        foreach (var mark in await _log.ReadMarksAsync(_id))
        {
            if (mark.Device != request.Sender.Device || mark.Sequence < sequence) continue;
            Forget();
            return await PassAsync(request);
        }

        return Refused(status, sequence, request.Sender.Agent, now);
    }

    private SendFacts Judge(
        SendRequest request, in EnvelopeView envelope, SenderWindow? window, KnownEpoch? epoch, Contract.Line? line,
        DateTimeOffset now)
    {
        var sender = request.Sender.Agent;
        var (own, peer) = StandingsFor(sender);
        var place = PlaceOf(envelope);
        var lineage = LineageRules.Check(
            _lineageKey.Span, sender, new(envelope.ParentId), place, request.Lineage.Span,
            _roots.Find(envelope.ParentId));
        return new SendFacts
        {
            FromItsSender = HasDevice(own, request.Sender.Device),
            Connected = own is not null && peer is not null,
            Frozen = State.Lower.Frozen || State.Higher.Frozen || own is { Frozen: true } || peer is { Frozen: true },
            Epoch = StandingOf(epoch, request.Sender, envelope.Index, window),
            RosterInForce = epoch is not null && InForce(own, epoch.SenderListVersion)
                && InForce(peer, epoch.RecipientListVersion),
            TermsCurrent = envelope.TermsVersion == SideOf(sender).Version && !IsSilent(envelope, line)
                && epoch is not null
                && EpochRules.IsCurrent(epoch.SenderTerms, SideOf(sender))
                && EpochRules.IsCurrent(epoch.RecipientTerms, SideOf(PeerOf(sender))),
            Now = now.ToUnixTimeMilliseconds(),
            Created = envelope.Created,
            TimeToLive = envelope.TimeToLive,
            SenderLevels = sender == _lower ? line?.Lower : line?.Higher,
            RecipientLevels = sender == _lower ? line?.Higher : line?.Lower,
            AskRequested = envelope.Requested == RequestedLevel.Ask,
            SenderHasApprover = own is { HasApprover: true } && AdmitsViewer(sender),
            RecipientHasApprover = peer is { HasApprover: true } && AdmitsViewer(PeerOf(sender)),
            SenderOwnerReads = epoch is { SenderOwnerReads: true },
            RecipientOwnerReads = epoch is { RecipientOwnerReads: true },
            LineageValid = lineage != LineageVerdict.Invalid,
            WithinHops = envelope.MaxHops <= Limits.MaxHops,
            WithinBudget = lineage != LineageVerdict.BudgetExhausted,
            MustWait = window is { IsFull: true } || _turns.WaitFor(sender, now.ToUnixTimeMilliseconds()) > 0,
            HoldsFull = _holds.Count >= Limits.MaxHoldsPerConnection,
        };
    }

    /// <summary>Steps 5 to 7: the recipient's mailbox and the log; the answer comes after the flush.</summary>
    private async ValueTask<SendResult> StoreAsync(
        SenderWindow window, MailboxAppend append, SendStatus decided, AgentId sender, string? category, int size,
        SendStatus? last, byte hop)
    {
        var sequence = append.Settles!.Sequence;
        AppendResult stored;
        _gate.Enter();
        try
        {
            stored = await GrainOf(PeerOf(sender)).Append(append);
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            stored = new AppendResult(AppendVerdict.Unavailable, 0, default);
        }
        finally
        {
            _gate.Leave();
        }

        var status = ConnectionRules.Outcome(decided, stored.Verdict);
        if (stored.Verdict != AppendVerdict.Stored)
        {
            if (stored.Verdict == AppendVerdict.StaleConnection) Yield();
            // What is known to be unstored can be tried again at once; everything else must be read again first.
            var isKnown = stored.Verdict is AppendVerdict.MailboxFull or AppendVerdict.Frozen;
            if (!window.TryTakeBack(sequence) || !isKnown) Forget();
            return Refused(status, sequence, sender, Now);
        }

        var answer = new SendResult(status, sequence, stored.At, TimeSpan.Zero);
        window.Settle(sequence, answer);
        _epochQuotas.GetValueOrDefault(append.Settles.Device)?.GiveBack();
        if (append.Opens is { } hold)
        {
            _holds[hold.Key] = hold;
            SharpenTimer();
        }

        Report(status, sender, category, size);
        // Clients stop here by themselves: without this word their owners would not hear that they had to.
        if (last is not { } limit) return answer;
        Report("conversation.stopped", sender, category, SendStatuses.Of(limit).Code, 0);
        // A lower limit was the agents' choice; at this one they may be answering each other for ever.
        if (hop < Limits.MaxHops) return answer;
        _post.TellStopped(_lower);
        _post.TellStopped(_higher);
        return answer;
    }

    private MailboxAppend Prepare(
        in EnvelopeView envelope, Bytes32 digest, KnownEpoch epoch, SendDecision decision, string category,
        AgentId? watcher, DateTimeOffset now)
    {
        AgentId sender = new(envelope.SenderAgent), recipient = PeerOf(sender);
        var hash = digest.ToArray();
        var mark = new SenderMark(
            _id, new(envelope.SenderDevice), envelope.Sequence, hash, epoch.Number, envelope.Index, decision.Status);
        if (decision.Status != SendStatus.Accepted && decision.Status != SendStatus.Held)
            return Stub(envelope, hash, mark, null);

        EnvelopeId message = new(envelope.EnvelopeId);
        var tag = LineageRules.Tag(_lineageKey.Span, recipient, message, PlaceOf(envelope));
        var ends = DateTimeOffset.FromUnixTimeMilliseconds(envelope.Created + envelope.TimeToLive * 1_000L);
        if (decision.Status == SendStatus.Accepted)
            return new MailboxAppend(EntryKind.Message, _id, envelope.Bytes, tag, State.Policy.Retention, ends, mark,
                Fence: _fence, Watcher: watcher);

        var side = decision.Asks == HoldSide.Sender ? sender : recipient;
        return Stub(envelope, hash, mark, new Hold(
            new HoldKey(_id, message, side), sender, recipient, category, now, HoldRules.Expiry(now, ends),
            envelope.Bytes, tag));
    }

    private MailboxAppend Stub(in EnvelopeView envelope, byte[] hash, SenderMark mark, Hold? opens) => new(
        EntryKind.Stub, _id, StubBody.Of(_id, mark.Device, envelope.Sequence, hash), ReadOnlyMemory<byte>.Empty,
        State.Policy.Retention, ExpiresAt: null, mark, opens, Fence: _fence);

    private async ValueTask<SendResult> RecallAsync(DeviceId device, long sequence, Bytes32 digest)
    {
        if (await _log.FindSettledAsync(_id, device, sequence) is not { } settled)
            return new SendResult(SendStatus.Duplicate, sequence, default, TimeSpan.Zero);
        return new Bytes32(settled.Digest.Span) == digest
            ? new SendResult(settled.Outcome, sequence, settled.At, TimeSpan.Zero)
            : Refused(new SendFacts { FromItsSender = true, Number = NumberStanding.Reused }, sequence);
    }

    private void NoteAccepted(in EnvelopeView envelope, AgentId sender, DateTimeOffset now)
    {
        _roots.Note(envelope.EnvelopeId, envelope.RootId);
        _turns.Count(sender, now.ToUnixTimeMilliseconds());
        _lastActivity = now;
    }

    /// <summary>The sender's terms say ask and the message does not: every receiver would refuse it.</summary>
    private bool IsSilent(in EnvelopeView envelope, Contract.Line? line) =>
        envelope.Requested != RequestedLevel.Ask
        && (envelope.SenderAgent == _lower.Value ? line?.Lower : line?.Higher)?.Share == ConsentLevel.Ask;

    private bool AdmitsViewer(AgentId side) => SideOf(side).Terms is { } terms && TermsRules.AdmitViewer(terms);

    private static bool IsSigned(in EnvelopeView envelope, AgentStanding? sender) =>
        sender is not null && DeviceKey(sender, new(envelope.SenderDevice)) is { } dsk && envelope.VerifySignature(dsk);

    private bool IsFromSession(in EnvelopeView envelope, DeviceIdentity session) =>
        envelope.SenderAgent == session.Agent.Value
        && envelope.SenderDevice == session.Device.Value
        && IsParty(session.Agent)
        && envelope.Connection == _id.Value
        && envelope.RecipientAgent == PeerOf(session.Agent).Value;

    private static SendResult Refused(in SendFacts facts, long sequence) =>
        new(ConnectionRules.Decide(facts).Status, sequence, default, TimeSpan.Zero);

    private SendResult Refused(SendStatus status, long sequence, AgentId sender, DateTimeOffset now)
    {
        Report(status, sender, null, 0);
        return new SendResult(status, sequence, default, RetryAfter(status, sender, now));
    }

    private TimeSpan RetryAfter(SendStatus status, AgentId sender, DateTimeOffset now) => status switch
    {
        SendStatus.Overloaded => TimeSpan.FromMilliseconds(
            Math.Max(RetrySoon.TotalMilliseconds, _turns.WaitFor(sender, now.ToUnixTimeMilliseconds()))),
        SendStatus.MailboxFull => RetryLater,
        SendStatus.Unavailable or SendStatus.OutOfOrder => RetrySoon,
        _ => TimeSpan.Zero,
    };

    private static bool IsOutage(Exception failure) =>
        failure is StoreUnavailableException or TimeoutException or OrleansException;

    private static long SequenceOf(ReadOnlyMemory<byte> envelope) =>
        EnvelopeView.TryParse(envelope, out var view, out _) ? view.Sequence : 0;

    private static MessagePlace PlaceOf(in EnvelopeView envelope) =>
        new(envelope.RootId, envelope.Hop, (ushort)envelope.Taint, envelope.Budget);

    private static MessageForm FormOf(EnvelopeError error) =>
        error == EnvelopeError.UnknownSuite ? MessageForm.UnsupportedSuite : MessageForm.Malformed;
}
