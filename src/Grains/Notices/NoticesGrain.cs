namespace ContextExchange.Grains.Notices;

/// <summary>
/// One account's mails about waiting messages. It asks account, owner and agents, and hands mails to the post only
/// after it has stored that it did: of two activations one passes. It never has a text of a message.
/// </summary>
internal sealed class NoticesGrain(
    [PersistentState("notices")] IPersistentState<NoticesState> state, INoticePost post, TimeProvider time)
    : Grain, INoticesGrain
{
    private const int MaxNamed = 5;

    private DateTimeOffset _seenAt;

    private NoticesState State => state.State;

    private AccountId Id => AccountId.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public Task<NoticeSettings> GetSettings() => Task.FromResult(State.Settings);

    public async Task<Refusal> SetSettings(NoticeSettings settings)
    {
        if (!NoticeRules.IsValid(settings)) return Refusal.Malformed;
        if (settings == State.Settings) return Refusal.None;
        var next = State with { Settings = settings };
        // What waits is judged anew, from now on.
        await state.SaveAsync(
            settings.Approvals == ApprovalMail.Off ? Rested(next) : State.Since is null ? next : Begun(next), this);
        return Refusal.None;
    }

    public Task NoteSeen()
    {
        _seenAt = time.GetUtcNow();
        return Task.CompletedTask;
    }

    public async Task Asked(DateTimeOffset newest)
    {
        if (newest <= State.Told || State.Settings.Approvals == ApprovalMail.Off) return;
        if (State.Since is not null && newest <= State.Heard) return;
        var next = State with { Heard = newest > State.Heard ? newest : State.Heard };
        await state.SaveAsync(State.Since is null ? Begun(next) : next, this);
    }

    public async Task CarryOutDue()
    {
        var now = time.GetUtcNow();
        if (!(State.DueAt <= now)) return;
        if (NoticeRules.AfterQuiet(State.Settings, now) is var awake && awake > now)
            await state.SaveAsync(State with { DueAt = awake }, this);
        else if (_seenAt + NoticeRules.Look > now)
            await state.SaveAsync(State with { DueAt = _seenAt + NoticeRules.Look }, this);
        else if (State.Tries >= NoticeRules.MaxTries || await NoticeAsync() is null)
            await state.SaveAsync(Rested(State), this);
        else await PostAsync(now);
    }

    public async Task<ApprovalNotice?> Compose(long number) =>
        IsInHand(number) ? await NoticeAsync() : null;

    public async Task Sent(long number, DateTimeOffset through)
    {
        if (!IsInHand(number)) return;
        var next = State with { Told = through, SentAt = time.GetUtcNow(), Tries = 0, Since = null, DueAt = null };
        await state.SaveAsync(next.Heard > through ? Begun(next) : next, this);
    }

    private async Task PostAsync(DateTimeOffset now)
    {
        var tries = State.Tries + 1;
        await state.SaveAsync(
            State with { Number = State.Number + 1, Tries = tries, DueAt = now + NoticeRules.RetryAfter(tries) }, this);
        post.Post(Id, State.Number);
    }

    private bool IsInHand(long number) => State.Since is not null && State.Tries > 0 && State.Number == number;

    private NoticesState Begun(NoticesState next)
    {
        var now = time.GetUtcNow();
        return next with
        {
            Since = now, Tries = 0, DueAt = NoticeRules.DueAt(next.Settings, now, next.SentAt),
        };
    }

    private NoticesState Rested(NoticesState next)
    {
        var settled = time.GetUtcNow() - NoticeRules.Unsettled;
        return next with
        {
            Since = null, Told = settled > next.Told ? settled : next.Told, Tries = 0, DueAt = null,
        };
    }

    /// <summary>Null where nothing waits that was not told, or nobody may be told.</summary>
    private async Task<ApprovalNotice?> NoticeAsync()
    {
        if (await GrainFactory.GetGrain<IAccountGrain>(Id.ToString()).Get() is not { Owner: { } owner } account
            || !account.EmailVerified || account.Role == AccountRole.Auditor)
            return null;
        var waiting = await GrainFactory.GetGrain<IOwnerGrain>(owner.ToString()).GetApprovals();
        if (!waiting.Any(hold => hold.HeldAt > State.Told)) return null;
        List<AgentsWaiting> agents = [];
        foreach (var side in waiting.GroupBy(hold => hold.Side).OrderByDescending(side => side.Count()).Take(MaxNamed))
            if (await GrainFactory.GetGrain<IAgentGrain>(side.Key.ToString()).Get() is { } agent)
                agents.Add(new AgentsWaiting(agent.DisplayName, side.Count()));
        var zone = NoticeRules.ZoneOf(State.Settings);
        return new ApprovalNotice(
            account.Email, agents, waiting.Count, TimeZoneInfo.ConvertTime(waiting.Min(hold => hold.ExpiresAt), zone),
            State.Settings.TimeZone, Settled(waiting));
    }

    /// <summary>Until when what was held is certainly among these.</summary>
    private DateTimeOffset Settled(IReadOnlyList<HoldView> waiting)
    {
        var newest = waiting.Max(hold => hold.HeldAt);
        var settled = time.GetUtcNow() - NoticeRules.Unsettled;
        return newest < settled ? newest : settled;
    }
}
