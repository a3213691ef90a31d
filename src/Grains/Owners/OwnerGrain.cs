using ContextExchange.Grains.Fleet;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Owners;

/// <summary>
/// One owner: profile, and lists of what belongs to them. It asks agents and the store; agents ask it only for its
/// profile.
/// </summary>
internal sealed partial class OwnerGrain(
    [PersistentState("owner")] IPersistentState<OwnerState> state, ILogStore log, ColumnCipher cipher,
    TimeProvider time)
    : Grain, IOwnerGrain
{
    private const int MaxSessions = 100;
    private const int MaxInvites = 1_000;
    private const string Table = "owner";
    private const string EmailColumn = "email";

    private readonly FleetWatchers _fleetWatchers = new();

    private OwnerState State => state.State;

    private OwnerId Id => OwnerId.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Anyone may name any owner: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public async Task<Refusal> Create(OwnerCreation creation)
    {
        if (!Agents.EnrolmentRules.IsName(creation.DisplayName)) return Refusal.Malformed;
        if (creation.IdentityKey.Length is not (0 or 32)) return Refusal.Malformed;
        if (State.Exists)
            return State.IdentityKey.Span.SequenceEqual(creation.IdentityKey.Span) ? Refusal.None : Refusal.Conflict;

        var email = creation.Email is { Length: > 0 } given
            ? cipher.Encrypt(Table, EmailColumn, Id.ToString(), given)
            : ReadOnlyMemory<byte>.Empty;
        await state.SaveAsync(new OwnerState
        {
            Exists = true,
            DisplayName = creation.DisplayName,
            Email = email,
            IdentityKey = creation.IdentityKey,
            CreatedAt = time.GetUtcNow(),
        }, this);
        return Refusal.None;
    }

    public Task<OwnerView?> Get()
    {
        if (!State.Exists) return Task.FromResult<OwnerView?>(null);
        var email = State.Email.Length > 0
            ? cipher.Decrypt(Table, EmailColumn, Id.ToString(), State.Email.Span)
            : null;
        return Task.FromResult<OwnerView?>(new OwnerView(
            Id, State.DisplayName, email, State.IdentityKey, State.Operator, State.Agents, State.CreatedAt));
    }

    public Task<OwnerView?> Watch(IActivityObserver observer)
    {
        if (State.Exists) _fleetWatchers.Add(observer, time.GetUtcNow());
        return Get();
    }

    public async Task<Refusal> AddAgent(AgentId agent)
    {
        if (!State.Exists) return Refusal.NotFound;
        if (State.Agents.Contains(agent)) return Refusal.None;
        if (State.Agents.Length >= Limits.MaxAgentsPerOwner) return Refusal.LimitReached;
        await state.SaveAsync(State with
        {
            Agents = [.. State.Agents, agent],
            AgentsToTell = State.Viewers.Length > 0 ? [.. State.AgentsToTell, agent] : State.AgentsToTell,
        }, this);
        await TellAgentsAsync();
        _fleetWatchers.Tell(time.GetUtcNow());
        return Refusal.None;
    }

    public async Task<Refusal> ForgetAgent(AgentId agent)
    {
        if (!State.Agents.Contains(agent)) return Refusal.None;
        await state.SaveAsync(State with
        {
            Agents = [.. State.Agents.Where(other => other != agent)],
            AgentsToTell = [.. State.AgentsToTell.Where(other => other != agent)],
        }, this);
        _fleetWatchers.Tell(time.GetUtcNow());
        return Refusal.None;
    }

    public async Task<Refusal> NoteInvite(string inviteId, AgentId inviter)
    {
        if (!State.Exists) return Refusal.NotFound;
        if (State.Invites.Any(invite => invite.Id == inviteId)) return Refusal.None;
        if (await CountOpenAsync(inviter) >= Limits.MaxOpenInvitesPerAgent) return Refusal.LimitReached;
        OwnerInvite[] invites = [new(inviteId, inviter), .. State.Invites.Take(MaxInvites - 1)];
        await state.SaveAsync(State with { Invites = invites }, this);
        return Refusal.None;
    }

    public Task<IReadOnlyList<string>> GetInvites() =>
        Task.FromResult<IReadOnlyList<string>>(State.Invites.Select(invite => invite.Id).ToArray());

    public async Task<IReadOnlyList<HoldView>> GetApprovals()
    {
        var now = time.GetUtcNow();
        List<HoldView> waiting = [];
        foreach (var agent in State.Agents)
            foreach (var hold in await log.ReadHoldsAsync(agent))
                if (hold.ExpiresAt > now)
                    waiting.Add(new HoldView(
                        hold.Key.Message, hold.Key.Connection, hold.Sender, hold.Recipient, hold.Category,
                        hold.Key.Side, hold.HeldAt, hold.ExpiresAt, hold.Envelope));
        waiting.Sort((one, other) => one.HeldAt.CompareTo(other.HeldAt));
        return waiting;
    }

    public async Task<Refusal> FreezeAll(bool frozen)
    {
        if (!State.Exists) return Refusal.NotFound;
        var worst = Refusal.None;
        foreach (var agent in State.Agents)
        {
            var refusal = await GrainFactory.GetGrain<IAgentGrain>(agent.ToString()).Freeze(frozen);
            if (refusal is not (Refusal.None or Refusal.NotFound)) worst = refusal;
        }

        return worst;
    }

    public async Task<Refusal> MakeOperator()
    {
        if (!State.Exists) return Refusal.NotFound;
        if (!State.Operator) await state.SaveAsync(State with { Operator = true }, this);
        return Refusal.None;
    }

    public async Task<Refusal> NoteSession(string credentialId, bool issued)
    {
        if (!State.Exists) return Refusal.NotFound;
        if (State.Sessions.Contains(credentialId) == issued) return Refusal.None;
        string[] sessions = issued
            ? [.. State.Sessions.TakeLast(MaxSessions - 1), credentialId]
            : [.. State.Sessions.Where(id => id != credentialId)];
        await state.SaveAsync(State with { Sessions = sessions }, this);
        return Refusal.None;
    }

    public Task<IReadOnlyList<string>> GetSessions() => Task.FromResult<IReadOnlyList<string>>(State.Sessions);

    private async Task<int> CountOpenAsync(AgentId inviter)
    {
        var open = 0;
        var invites = State.Invites.Where(invite => invite.Inviter == inviter).ToArray();
        if (invites.Length < Limits.MaxOpenInvitesPerAgent) return invites.Length;
        foreach (var invite in invites)
            if (await GrainFactory.GetGrain<IInviteGrain>(invite.Id).Get() is { Standing: InviteStanding.Open }) open++;
        return open;
    }
}
