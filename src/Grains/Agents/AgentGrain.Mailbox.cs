using ContextExchange.Grains.Connections;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Agents;

/// <summary>The mailbox: steps 5, 6 and 8 of a message's road.</summary>
internal sealed partial class AgentGrain
{
    private const int MaxPushed = 256;
    private const int PageBytes = 1024 * 1024;
    private const int MaxPlaces = 4;

    private readonly Dictionary<DeviceId, long> _cursors = [];
    private readonly Subscribers _subscribers = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly SortedList<long, Arrival> _displaced = [];
    private readonly Dictionary<(ConnectionId Connection, NoticeKind Kind), MailboxAppend> _untold = [];
    private Mailbox? _mailbox;
    private Mailbox? _dropped;
    private Task<Mailbox>? _claiming;
    private long _pushedBefore;
    private bool _isPushing;

    public ValueTask<AppendResult> Append(MailboxAppend append)
    {
        if (!Exists) return ValueTask.FromResult(new AppendResult(AppendVerdict.NoSuchAgent, 0, default));
        return _mailbox is { } mailbox ? AppendAsync(mailbox, append) : ClaimAndAppendAsync(append);
    }

    private async ValueTask<AppendResult> ClaimAndAppendAsync(MailboxAppend append)
    {
        var arrival = new Arrival(append, places: 0);
        _arrivals.Add(arrival);
        return await PlaceAsync(arrival);
    }

    /// <summary>
    /// Another place for what lost its own to a gap before it. Only a gap of this activation's own making is a reason
    /// to claim the mailbox: who took it over keeps it.
    /// </summary>
    private async ValueTask<AppendResult> PlaceAgainAsync(Mailbox mailbox, long sequence, Arrival arrival)
    {
        _displaced.Add(sequence, arrival);
        // Whatever else takes places in this turn loses them as well.
        await Task.Yield();
        await mailbox.WhenAnswered();
        return mailbox.HasGap
            ? await PlaceAsync(arrival)
            : new AppendResult(AppendVerdict.StaleHead, 0, default);
    }

    private async ValueTask<AppendResult> PlaceAsync(Arrival arrival)
    {
        try
        {
            await MailboxAsync();
            return await await arrival.Placed;
        }
        catch (StoreUnavailableException)
        {
            return new AppendResult(AppendVerdict.Unavailable, 0, default);
        }
    }

    private async ValueTask<AppendResult> AppendAsync(Mailbox mailbox, MailboxAppend append, int places = 0)
    {
        if (append.Kind != EntryKind.Notice)
        {
            if (State.Frozen) return new AppendResult(AppendVerdict.Frozen, 0, default);
            if (mailbox.IsFullFor(append.Connection)) return new AppendResult(AppendVerdict.MailboxFull, 0, default);
        }
        else if (Mailbox.IsChange(append.Kind, append.Body) && append.Closes is null
            && mailbox.HasManyChanges(append.Connection))
        {
            // What changes once more is read with what is told already, or told when some of it is acknowledged.
            _untold[(append.Connection, (NoticeKind)append.Body.Span[0])] = append;
            return new AppendResult(AppendVerdict.Stored, 0, Now);
        }

        // Step 5: the place in the mailbox, before the first await.
        var sequence = mailbox.Assign(append);
        var entry = new MailboxEntry(sequence, append.Kind, append.Connection, Now, append.Body, append.LineageTag);

        // Step 6: flushed, or not at all.
        LogVerdict verdict;
        try
        {
            verdict = await _log.AppendAsync(new LogAppend
            {
                Mailbox = _id,
                Epoch = mailbox.Epoch,
                Entry = entry,
                Retention = append.Retention,
                ExpiresAt = append.ExpiresAt,
                Fence = append.Fence > 0 ? new ConnectionFence(append.Connection, append.Fence) : null,
                Settles = append.Settles,
                Opens = append.Opens,
                Closes = append.Closes,
            });
        }
        catch (StoreUnavailableException)
        {
            Drop(mailbox);
            mailbox.Refuse(leavesGap: false);
            return new AppendResult(AppendVerdict.Unavailable, 0, default);
        }

        if (verdict != LogVerdict.Stored)
        {
            // The sequences that were given out after this one have a gap before them: the store refuses them as well.
            Drop(mailbox);
            mailbox.Refuse(leavesGap: verdict != LogVerdict.StaleHead);
            return verdict == LogVerdict.StaleHead && ++places < MaxPlaces
                ? await PlaceAgainAsync(mailbox, sequence, new Arrival(append, places))
                : new AppendResult(VerdictOf(verdict), 0, default);
        }

        mailbox.Store(entry);
        PushSoon(mailbox);
        return new AppendResult(AppendVerdict.Stored, sequence, entry.At);
    }

    public async Task<MailboxPage> ReadMailbox(long after, int max)
    {
        if (!Exists) return new MailboxPage(Refusal.NotFound, [], 0, 1);
        var mailbox = await MailboxAsync(after);
        var head = mailbox.Committed;
        var oldest = await _log.ReadOldestAsync(_id);
        if (after > head) return new MailboxPage(Refusal.CursorAhead, [], head, oldest);
        if (after < 0 || after < oldest - 1) return new MailboxPage(Refusal.CursorExpired, [], head, oldest);
        if (after == head) return new MailboxPage(Refusal.None, [], head, oldest);

        var entries = await _log.ReadMailboxAsync(_id, after, Math.Clamp(max, 1, MaxPushed), PageBytes);
        var now = Now;
        var seen = new List<MailboxEntry>(entries.Count);
        foreach (var entry in entries)
            if (entry.Sequence <= head) seen.Add(ExpiredMessages.AsSeen(entry, mailbox.Acknowledged, now));
        return new MailboxPage(Refusal.None, seen, head, oldest);
    }

    public async Task<MailboxSubscription> Subscribe(DeviceId device, IMailboxObserver observer)
    {
        if (!Exists) return new MailboxSubscription(Refusal.NotFound, 0, 0);
        var mailbox = await MailboxAsync(long.MaxValue);
        if (State.Frozen) return new MailboxSubscription(Refusal.Frozen, 0, 0);
        if (FindActive(device) is null) return new MailboxSubscription(Refusal.Revoked, 0, 0);
        if (_subscribers.IsEmpty) mailbox.SkipReady();
        return _subscribers.TryAdd(device, observer, Now)
            ? new MailboxSubscription(Refusal.None, mailbox.Pushed, _cursors.GetValueOrDefault(device))
            : new MailboxSubscription(Refusal.LimitReached, 0, 0);
    }

    public Task Unsubscribe(DeviceId device, IMailboxObserver observer)
    {
        _subscribers.Remove(observer);
        return Task.CompletedTask;
    }

    public async ValueTask<Refusal> Acknowledge(DeviceId device, long sequence)
    {
        if (!Exists || sequence < 0) return Refusal.NotFound;
        var mailbox = await MailboxAsync();
        if (sequence > mailbox.Committed) mailbox = await MailboxAsync(sequence);
        if (FindActive(device) is null) return Refusal.Revoked;
        if (sequence > mailbox.Committed) return Refusal.CursorAhead;
        if (sequence <= _cursors.GetValueOrDefault(device)) return Refusal.None;
        await _log.MoveCursorAsync(_id, device, sequence);
        if (sequence > _cursors.GetValueOrDefault(device)) _cursors[device] = sequence;
        if (_mailbox?.Acknowledge(sequence) is { } acknowledged) TellSenders(acknowledged);
        await TellChangesAsync();
        return Refusal.None;
    }

    public Task TellAcknowledged(AgentId recipient, DeviceId device, long sequence)
    {
        _subscribers.TellAcknowledged(device, recipient, sequence);
        return Task.CompletedTask;
    }

    private void TellSenders(Dictionary<DeviceIdentity, long> acknowledged)
    {
        foreach (var (sender, sequence) in acknowledged)
            _ = GrainFactory.GetGrain<IAgentGrain>(sender.Agent.ToString())
                .TellAcknowledged(_id, sender.Device, sequence);
    }

    /// <summary>Tells the newest of what was not told while too much of its kind was unread.</summary>
    private async Task TellChangesAsync()
    {
        foreach (var (key, append) in _untold.ToArray())
        {
            if (_mailbox is not { } mailbox || mailbox.HasManyChanges(key.Connection) || !_untold.Remove(key)) continue;
            var told = await AppendAsync(mailbox, append);
            if (told.Verdict != AppendVerdict.Stored) _untold.TryAdd(key, append);
        }
    }

    public async Task<IReadOnlyList<DeviceCursor>> GetCursors()
    {
        if (!Exists) return [];
        await MailboxAsync();
        return _cursors.Select(cursor => new DeviceCursor(cursor.Key, cursor.Value)).ToArray();
    }

    private async Task<Mailbox> MailboxAsync()
    {
        if (_mailbox is { } mailbox) return mailbox;
        if (_claiming is not { IsCompleted: false }) _claiming = ClaimAsync();
        return await _claiming;
    }

    /// <summary>
    /// The mailbox for somebody who is at its head or beyond. If the store has more than was given out here, another
    /// activation has taken the mailbox over since, and this one must not say that there is nothing.
    /// </summary>
    private async Task<Mailbox> MailboxAsync(long from)
    {
        var mailbox = await MailboxAsync();
        if (from < mailbox.Committed) return mailbox;
        var beyond = await _log.ReadMailboxAsync(_id, mailbox.Assigned, maxEntries: 1, maxBytes: 1);
        if (beyond.Count == 0 || beyond[0].Sequence <= mailbox.Assigned) return mailbox;
        Drop(mailbox);
        return await MailboxAsync();
    }

    private async Task<Mailbox> ClaimAsync()
    {
        try
        {
            // What lost its place to a gap comes before whatever is new.
            if (_dropped is { } dropped) await dropped.WhenAnswered();
            var mailbox = await TakeOverAsync();
            Open(mailbox);
            return mailbox;
        }
        catch
        {
            // Each is told by the failure of this claim, and none is stored by a later one.
            _arrivals.Clear();
            foreach (var arrival in _displaced.Values)
                arrival.Place(Task.FromResult(new AppendResult(AppendVerdict.Unavailable, 0, default)));
            _displaced.Clear();
            throw;
        }
    }

    /// <summary>Whatever an earlier claim still has under way is refused from now on.</summary>
    private async Task<Mailbox> TakeOverAsync()
    {
        var head = await _log.ClaimHeadAsync(_id);
        long acknowledged = 0;
        foreach (var (device, sequence) in await _log.ReadCursorsAsync(_id))
        {
            _cursors[device] = sequence;
            acknowledged = Math.Max(acknowledged, sequence);
        }

        if (!_subscribers.IsEmpty) await PushMissedAsync(_pushedBefore, head.Sequence);
        var mailbox = new Mailbox(head, acknowledged);
        await RecountAsync(mailbox);
        return mailbox;
    }

    /// <summary>What waits takes its places in its order, before anything that comes from now on.</summary>
    private void Open(Mailbox mailbox)
    {
        _claiming = null;
        _mailbox = mailbox;
        var displaced = _dropped is { HasGap: true } ? _displaced.Values : [];
        Arrival[] waiting = [.. displaced, .. _arrivals];
        _dropped = null;
        _displaced.Clear();
        _arrivals.Clear();
        foreach (var arrival in waiting)
            arrival.Place(AppendAsync(mailbox, arrival.Append, arrival.Places).AsTask());
    }

    /// <summary>
    /// Whose the unacknowledged entries are, so that no restart gives a peer another share. What was not told before it
    /// is told again, needed or not.
    /// </summary>
    private async Task RecountAsync(Mailbox mailbox)
    {
        for (var after = mailbox.Acknowledged; after < mailbox.Claimed;)
        {
            var entries = await _log.ReadMailboxAsync(_id, after, MaxPushed, PageBytes);
            if (entries.Count == 0) return;
            foreach (var entry in entries)
            {
                mailbox.Recount(entry);
                if (!mailbox.HasManyChanges(entry.Connection)) continue;
                NoteUntold(entry.Connection, NoticeKind.ConnectionChanged);
                NoteUntold(entry.Connection, NoticeKind.PeerKeysChanged);
            }

            after = entries[^1].Sequence;
        }
    }

    private void NoteUntold(ConnectionId connection, NoticeKind kind) =>
        _untold.TryAdd((connection, kind), new MailboxAppend(
            EntryKind.Notice, connection, new Notice(kind, connection, default, Now, default).ToBytes(),
            ReadOnlyMemory<byte>.Empty, RetentionClass.Days30, ExpiresAt: null));

    private void Drop(Mailbox mailbox)
    {
        if (_mailbox != mailbox) return;
        _pushedBefore = mailbox.Pushed;
        _mailbox = null;
        _dropped = mailbox;
    }

    /// <summary>What an earlier claim stored without telling the sessions.</summary>
    private async Task PushMissedAsync(long after, long head)
    {
        while (after < head)
        {
            var entries = await _log.ReadMailboxAsync(_id, after, MaxPushed, PageBytes);
            if (entries.Count == 0) return;
            _subscribers.Push(entries);
            after = entries[^1].Sequence;
        }
    }

    // One commit completes many appends, each in its own turn: the push waits for those turns and takes all of them.
    private void PushSoon(Mailbox mailbox)
    {
        if (_subscribers.IsEmpty) mailbox.SkipReady();
        else if (!_isPushing) _ = PushAsync();
    }

    private async Task PushAsync()
    {
        _isPushing = true;
        await Task.Yield();
        _isPushing = false;
        if (_mailbox is not { } mailbox) return;
        _subscribers.Expire(Now);
        while (mailbox.TakeReady(MaxPushed) is { Length: > 0 } entries) _subscribers.Push(entries);
    }

    private static AppendVerdict VerdictOf(LogVerdict verdict) => verdict switch
    {
        LogVerdict.Stored => AppendVerdict.Stored,
        LogVerdict.StaleHead => AppendVerdict.StaleHead,
        LogVerdict.StaleMark => AppendVerdict.StaleMark,
        LogVerdict.HoldClosed => AppendVerdict.HoldClosed,
        LogVerdict.StaleConnection => AppendVerdict.StaleConnection,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    /// <summary>An append that waits for the mailbox to be claimed.</summary>
    private sealed class Arrival(MailboxAppend append, int places)
    {
        private readonly TaskCompletionSource<Task<AppendResult>> _placed =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MailboxAppend Append => append;

        /// <summary>How many places it has lost.</summary>
        public int Places => places;

        /// <summary>Completes with its place, whose task completes when it is stored or refused.</summary>
        public Task<Task<AppendResult>> Placed => _placed.Task;

        public void Place(Task<AppendResult> result) => _placed.SetResult(result);
    }
}
