using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Brings an agent's mailbox to one socket: every entry after the client's cursor once, in order, none left out. The
/// mailbox is
/// the truth and pushes are hints: while older mail is read, pushes only tell how far to read; a push that does not
/// follow on
/// what was delivered starts another read.
/// </summary>
internal sealed class MailboxFeed(
    SessionServices services, IAgentGrain agent, DeviceIdentity identity, Outbox outbox, Session session,
    bool tellsAcknowledged)
    : IMailboxObserver
{
    /// <summary>Entries per read; a page has about 1 MiB at most.</summary>
    private const int Page = 128;

    private readonly DeviceId _device = identity.Device;
    private readonly Lock _gate = new();
    private IMailboxObserver? _self;
    private long _next;
    private long _head;
    private bool _live;
    private volatile bool _tells;
    private long _home;
    private int _renewing;

    /// <summary>
    /// Subscribes and finds out where deliveries start; nothing is delivered before <see cref="Begin"/>.
    /// </summary>
    public async Task<FeedStart> OpenAsync(long resume)
    {
        var self = services.Grains.CreateObjectReference<IMailboxObserver>(this);
        _self = self;
        var subscription = await SubscribeAsync(self);
        if (subscription.Refusal != Refusal.None) return new FeedStart(subscription.Refusal, null, 0, 0, false);

        var after = resume == ReadyFrame.ResumeFromCursor ? subscription.Acknowledged : resume;
        var page = await agent.ReadMailbox(after, Page);
        var recovered = page.Refusal == Refusal.None;
        if (!recovered)
        {
            // Entries are gone, or the server was restored and lacks the client's latest: start where it has some.
            after = page.Refusal == Refusal.CursorAhead ? page.Head : page.Oldest - 1;
            page = await agent.ReadMailbox(after, Page);
        }

        lock (_gate)
        {
            _next = after + 1;
            _head = Math.Max(_head, Math.Max(subscription.Head, page.Head));
        }

        return new FeedStart(page.Refusal, page, subscription.Acknowledged, after + 1, recovered);
    }

    /// <summary>Begins to deliver, with the page that <see cref="OpenAsync"/> has read.</summary>
    public void Begin(MailboxPage first)
    {
        // Not before: the greeting is the first that the client reads.
        _tells = tellsAcknowledged;
        _ = CatchUpAsync(first);
    }

    /// <summary>
    /// Whether the agent lives elsewhere than where this subscribed, or this silo is in another run: the subscription
    /// is forgotten.
    /// </summary>
    public bool HasMoved => services.Homes.HomeOf(identity.Agent) is var home && home != 0
        && home != Interlocked.Read(ref _home);

    /// <summary>Renews the subscription and repairs what pushes have missed; one at a time.</summary>
    public async Task RenewAsync()
    {
        if (_self is not { } self || Interlocked.Exchange(ref _renewing, 1) != 0) return;
        try
        {
            // Under a name of this silo's present run: nobody reaches it by that of an earlier one.
            if (HasMoved && !TryRename(ref self)) return;
            var subscription = await SubscribeAsync(self);
            if (subscription.Refusal != Refusal.None) session.Close(CodeOf(subscription.Refusal));
            else NoteHead(subscription.Head);
        }
        catch (Exception e)
        {
            // The next renewal tries again; pushes may still come.
            session.OnFeedFailed(e);
        }
        finally
        {
            Volatile.Write(ref _renewing, 0);
        }
    }

    /// <summary>Ends the subscription, and with it the device's presence. Idempotent.</summary>
    public async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _self, null) is not { } self) return;
        try
        {
            await agent.Unsubscribe(_device, self);
            services.Grains.DeleteObjectReference<IMailboxObserver>(self);
        }
        catch (Exception e)
        {
            // The grain drops a silent observer by itself.
            session.OnFeedFailed(e);
        }
    }

    /// <summary>What a refused subscription means for the socket.</summary>
    public static CloseCode CodeOf(Refusal refusal) => refusal switch
    {
        Refusal.LimitReached or Refusal.RateLimited => CloseCode.Overloaded,
        Refusal.Unavailable or Refusal.Draining or Refusal.CursorExpired or Refusal.CursorAhead =>
            CloseCode.Unavailable,
        _ => CloseCode.Revoked,
    };

    ValueTask IMailboxObserver.OnEntries(IReadOnlyList<MailboxEntry> entries)
    {
        var missed = false;
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                _head = Math.Max(_head, entry.Sequence);
                if (!_live || entry.Sequence < _next) continue;
                missed = entry.Sequence > _next;
                if (missed) break;
                Deliver(entry);
            }
        }

        if (missed) NoteHead(entries[^1].Sequence);
        return ValueTask.CompletedTask;
    }

    ValueTask IMailboxObserver.OnAcknowledged(AgentId peer, long sequence)
    {
        if (_tells) outbox.Write(new AcknowledgedFrame(0, peer, sequence));
        return ValueTask.CompletedTask;
    }

    ValueTask IMailboxObserver.OnClose(CloseCode code)
    {
        session.Close(code);
        return ValueTask.CompletedTask;
    }

    private bool TryRename(ref IMailboxObserver self)
    {
        var renamed = services.Grains.CreateObjectReference<IMailboxObserver>(this);
        var isOpen = Interlocked.CompareExchange(ref _self, renamed, self) == self;
        services.Grains.DeleteObjectReference<IMailboxObserver>(isOpen ? self : renamed);
        self = renamed;
        return isOpen;
    }

    private async Task<MailboxSubscription> SubscribeAsync(IMailboxObserver self)
    {
        // Before the call: should the agent move meanwhile, it is asked once more than needed, not once less.
        var home = services.Homes.HomeOf(identity.Agent);
        var subscription = await agent.Subscribe(_device, self);
        if (subscription.Refusal == Refusal.None) Interlocked.Exchange(ref _home, home);
        // Closed meanwhile: its end may have arrived there first.
        if (Volatile.Read(ref _self) != self) await agent.Unsubscribe(_device, self);
        return subscription;
    }

    /// <summary>The mailbox reaches this far: reads what is missing, unless somebody reads already.</summary>
    private void NoteHead(long head)
    {
        lock (_gate)
        {
            _head = Math.Max(_head, head);
            if (!_live || _next > _head) return;
            _live = false;
        }

        _ = CatchUpAsync(null);
    }

    private async Task CatchUpAsync(MailboxPage? page)
    {
        try
        {
            do
            {
                // A page cannot show what was stored after it was read: pushes may know more by now.
                var known = page?.Head ?? Head();
                page ??= await agent.ReadMailbox(_next - 1, Page);
                if (!await DeliverAsync(page, known)) return;
                page = null;
            }
            while (!TryGoLive());
        }
        catch (Exception e)
        {
            session.OnFeedFailed(e);
            session.Close(CloseCode.Unavailable);
        }
    }

    private long Head()
    {
        lock (_gate) return _head;
    }

    /// <summary>Delivers a page as fast as the reader takes it; false when the socket ends.</summary>
    /// <param name="page">Entries from the next one on.</param>
    /// <param name="known">How far the mailbox was known to reach when the page was read.</param>
    private async ValueTask<bool> DeliverAsync(MailboxPage page, long known)
    {
        var before = _next;
        foreach (var entry in page.Entries)
        {
            if (!await outbox.WaitForRoomAsync()) return false;
            if (entry.Sequence == _next) Deliver(entry);
        }

        lock (_gate) _head = Math.Max(_head, page.Head);
        // A read that does not bring what was known to exist will not by being repeated: the client comes back and is
        // told.
        if (page.Refusal == Refusal.None && (_next > before || _next > known)) return true;
        session.Close(CloseCode.Unavailable);
        return false;
    }

    private bool TryGoLive()
    {
        lock (_gate) return _live = _next > _head;
    }

    /// <summary>Only the reader of old mail may call this while not live, and only pushes while live.</summary>
    private void Deliver(MailboxEntry entry)
    {
        outbox.Write(new DeliveryFrame(
            0, entry.Sequence, entry.Kind, entry.At.ToUnixTimeMilliseconds(), entry.Connection, entry.LineageTag,
            entry.Body));
        services.Metrics.Delivered();
        _next = entry.Sequence + 1;
    }
}
