namespace ContextExchange.Grains.Connections;

/// <summary>What the two sides see, and what watchers are told.</summary>
internal sealed partial class ConnectionGrain
{
    private static readonly TimeSpan WatchLifetime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IActivityObserver, DateTimeOffset> _watchers = [];

    /// <summary>Null where nobody has watched for a while.</summary>
    private RecentActivity? _recent;
    private DateTimeOffset _watchedUntil;
    private DateTimeOffset? _lastMessageAt;

    public async Task<ConnectionView?> Get(AgentId viewer)
    {
        if (!IsParty(viewer) || State.Standing == ConnectionStanding.None) return null;
        await EnsureLoadedAsync();
        var peer = PeerOf(viewer);
        var name = (await GrainOf(peer).GetTrace())?.DisplayName ?? "";
        if (SideOf(viewer) is not { Terms: { } ownTerms } own) return null;
        if (SideOf(peer) is not { Terms: { } theirTerms } theirs) return null;
        var now = Now;
        var standing = State.Standing == ConnectionStanding.Active && !IsActive(now)
            ? ConnectionStanding.Expired
            : State.Standing;
        return new ConnectionView(
            _id, viewer, peer, name, standing, ownTerms, theirTerms, own.Version, theirs.Version, own.Records[^1],
            theirs.Records[^1], State.Policy, State.Lower.Frozen || State.Higher.Frozen,
            own.Suspended ?? theirs.Suspended, State.Since, _lastMessageAt,
            viewer == State.Inviter ? State.Acceptance : ReadOnlyMemory<byte>.Empty);
    }

    public Task<TermsRecords?> GetTerms(
        AgentId viewer, ReadOnlyMemory<byte> ownFrom, ReadOnlyMemory<byte> theirsFrom) =>
        Task.FromResult(IsParty(viewer) && State.Standing != ConnectionStanding.None
            ? new TermsRecords(
                TermsRules.Page(SideOf(viewer).Records, ownFrom.Span),
                TermsRules.Page(SideOf(PeerOf(viewer)).Records, theirsFrom.Span))
            : null);

    public async Task<AgentKeys?> GetPeerKeys(AgentId viewer)
    {
        await EnsureLoadedAsync();
        return IsParty(viewer) && IsActive(Now) ? await GrainOf(PeerOf(viewer)).GetKeys() : null;
    }

    public async Task<ReceiptView?> GetReceipt(DeviceIdentity sender, long sequence)
    {
        if (!IsParty(sender.Agent)) return null;
        if (await _log.FindSettledAsync(_id, sender.Device, sequence) is not { } settled) return null;
        var cursors = await GrainOf(PeerOf(sender.Agent)).GetCursors();
        var acknowledged = cursors.Any(cursor => cursor.Acknowledged >= settled.MailboxSequence);
        return new ReceiptView(settled.Outcome, settled.At, acknowledged);
    }

    public async Task<ConversationPage> Read(AgentId viewer, string? after, int max)
    {
        if (!IsParty(viewer) || State.Standing == ConnectionStanding.None) return new ConversationPage([], null);
        return await _log.ReadConnectionAsync(_id, after, Math.Clamp(max, 1, Limits.MaxPage));
    }

    public async Task<ConversationPage> ReadBack(AgentId viewer, string? before, int max)
    {
        if (!IsParty(viewer) || State.Standing == ConnectionStanding.None) return new ConversationPage([], null);
        return await _log.ReadConnectionBackAsync(_id, before, Math.Clamp(max, 1, Limits.MaxPage));
    }

    public Task<bool> Watch(AgentId side, IActivityObserver observer, DateTimeOffset? seen)
    {
        if (!IsParty(side)) return Task.FromResult(true);
        var now = Now;
        _recent ??= new RecentActivity(now);
        _watchers[observer] = _watchedUntil = now + WatchLifetime;
        if (seen is not { } last) return Task.FromResult(true);
        foreach (var activity in _recent.Since(last)) _ = TellWatcherAsync(observer, activity);
        return Task.FromResult(_recent.IsWholeSince(last));
    }

    /// <summary>Reads when the newest message was settled; the log is asked only after an activation.</summary>
    private async Task LoadActivityAsync(IReadOnlyList<SenderMark> marks)
    {
        _lastMessageAt = null;
        foreach (var mark in marks)
            if (await _log.FindSettledAsync(_id, mark.Device, mark.Sequence) is { } settled
                && !(settled.At <= _lastMessageAt))
                _lastMessageAt = settled.At;
        _lastActivity = _lastMessageAt > State.Since ? _lastMessageAt.Value : State.Since;
    }

    private void Report(SendStatus status, AgentId from, string? category, int size)
    {
        if (status == SendStatus.Accepted) _lastMessageAt = Now;
        if (_recent is null) return;
        var kind = status switch
        {
            SendStatus.Accepted => "message.accepted",
            SendStatus.Held => "message.held",
            _ => "message.refused",
        };
        Report(kind, from, category, SendStatuses.Of(status).Code, size);
    }

    private void Report(string kind, AgentId from, string? category, string? status, int size)
    {
        if (_recent is null) return;
        var now = Now;
        if (_watchedUntil + RecentActivity.Reach <= now)
        {
            _recent = null;
            _watchers.Clear();
            return;
        }

        var activity = new ActivityEvent(
            _recent.Stamp(now), kind, _id, from, PeerOf(from), category, status, size);
        _recent.Add(activity);
        foreach (var (watcher, until) in _watchers.ToArray())
        {
            if (until > now) _ = TellWatcherAsync(watcher, activity);
            else _watchers.Remove(watcher);
        }
    }

    private async Task TellWatcherAsync(IActivityObserver watcher, ActivityEvent activity)
    {
        try
        {
            await watcher.OnActivity(activity);
        }
        catch (OrleansException)
        {
            _watchers.Remove(watcher);
        }
    }
}
