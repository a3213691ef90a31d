using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Credentials;
using ContextExchange.Grains.Fleet;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Agents;

/// <summary>
/// One agent: profile, devices, keys and mailbox. It is the only writer of its mailbox and never calls a connection.
/// Reentrant: sequences are given out before the first await; changes of its own state run one at a time.
/// </summary>
[Reentrant]
internal sealed partial class AgentGrain : Grain, IAgentGrain, IDisposable
{
    private readonly IPersistentState<AgentState> _state;
    private readonly ILogStore _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly FleetWatchers _fleetWatchers = new();
    private AgentId _id;

    public AgentGrain(
        [PersistentState("agent")] IPersistentState<AgentState> state, ILogStore log, TimeProvider time)
    {
        _state = state;
        _log = log;
        _time = time;
    }

    private AgentState State => _state.State;

    private bool Exists => WasCreated && !State.Deleted;

    private bool WasCreated => State.Certificate.Length > 0;

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = AgentId.Parse(this.GetPrimaryKeyString());
        // Anyone may name any agent: what does not exist does not stay in memory.
        this.GoUnlessStored(_state);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _changes.Dispose();
        _scans.Dispose();
    }

    public Task<Refusal> Create(AgentCreation creation) => ChangeAsync(async () =>
    {
        if (!EnrolmentRules.IsName(creation.DisplayName)) return Refusal.Malformed;
        if (!AgentCertificate.TryParse(creation.Certificate, out var certificate, out _)) return Refusal.Malformed;
        if (State.Deleted) return Refusal.Revoked;
        if (Exists)
        {
            var known = CertificateOf(State);
            return State.Owner == creation.Owner && known.Aik == certificate.Aik ? Refusal.None : Refusal.Conflict;
        }

        var owner = await GrainFactory.GetGrain<IOwnerGrain>(creation.Owner.ToString()).Get();
        if (owner is null) return Refusal.NotFound;
        var refusal = EnrolmentRules.CheckAgent(_id, certificate, owner.IdentityKey.Span);
        if (refusal != Refusal.None) return refusal;
        return await SaveAsync(State with
        {
            Owner = creation.Owner,
            DisplayName = creation.DisplayName,
            Certificate = creation.Certificate,
            OwnerKey = owner.IdentityKey,
            CreatedAt = Now,
        });
    }, mustExist: false);

    public async Task<AgentView?> Get()
    {
        if (!Exists) return null;
        var mailbox = await MailboxAsync();
        var now = Now;
        var devices = State.Devices.Select(device => new DeviceView(
            device.Id, device.Name, device.Standing, _subscribers.IsOnline(device.Id, now),
            _cursors.GetValueOrDefault(device.Id), device.EnrolledAt));
        return new AgentView(
            _id, State.Owner, State.DisplayName, State.Frozen, _subscribers.IsOnline(null, now), devices.ToArray(),
            mailbox.Committed, State.CreatedAt);
    }

    public Task<AgentTrace?> GetTrace() =>
        Task.FromResult(WasCreated ? new AgentTrace(State.Owner, State.DisplayName) : null);

    public Task<Refusal> Delete() => ChangeAsync(async () =>
    {
        if (!WasCreated) return Refusal.NotFound;
        if (!State.Deleted)
        {
            // Saved first: nothing is published for a device that is revoked, so an empty shelf stays empty.
            await SaveAsync(State with
            {
                Deleted = true,
                Devices = [.. State.Devices.Select(device =>
                    device with { Standing = DeviceStanding.Revoked, Prekey = default })],
                PeersToTell = [],
            });
        }

        foreach (var device in State.Devices) await ShelfOf(device.Id).Clear();
        _subscribers.Close(null, CloseCode.Revoked);
        await GrainFactory.AnnounceAsync(RevocationSubject.Agent(_id));
        return Refusal.None;
    }, mustExist: false);

    public Task<Refusal> Rename(string displayName) => ChangeAsync(() => EnrolmentRules.IsName(displayName)
        ? SaveAsync(State with { DisplayName = displayName })
        : Task.FromResult(Refusal.Malformed));

    public async Task<long> GetFreezeVersion()
    {
        await ChangeAsync(async () =>
        {
            await _state.ReadStateAsync();
            return Refusal.None;
        });
        return State.FreezeVersion;
    }

    public Task<Refusal> Freeze(bool frozen, long version) => ChangeAsync(async () =>
    {
        // That it is so already must not be said from memory: another activation may have changed it.
        await _state.ReadStateAsync();
        if (version > State.FreezeVersion)
            await SaveAsync(State with { Frozen = frozen, FreezeVersion = version });
        else if (State.Frozen != frozen) return Refusal.Conflict;
        if (!frozen) return Refusal.None;
        _subscribers.Close(null, CloseCode.Revoked);
        // A push may be lost; what is announced is asked for. Also when it was so before: see the credential's grain.
        await GrainFactory.AnnounceAsync(RevocationSubject.Agent(_id));
        return Refusal.None;
    });

    public Task<Refusal> NoteConnection(AgentId peer, bool connected) => ChangeAsync(() =>
    {
        var isKnown = State.Peers.Contains(peer);
        if (!connected || isKnown) return Task.FromResult(Refusal.None);
        return State.Peers.Length >= Limits.MaxConnectionsPerAgent
            ? Task.FromResult(Refusal.LimitReached)
            : SaveAsync(State with { Peers = [.. State.Peers, peer] });
    });

    public Task<IReadOnlyList<AgentId>> GetPeers() => Task.FromResult<IReadOnlyList<AgentId>>(State.Peers);

    public Task<IReadOnlyList<AgentId>> WatchPeers(IActivityObserver observer)
    {
        _fleetWatchers.Add(observer, Now);
        return GetPeers();
    }

    public Task TellConnected()
    {
        _fleetWatchers.Tell(Now);
        return Task.CompletedTask;
    }

    public Task<Refusal> NoteKey(string credentialId, bool issued) => ChangeAsync(() =>
    {
        var isKnown = State.Keys.Contains(credentialId);
        if (isKnown == issued) return Task.FromResult(Refusal.None);
        if (!issued) return SaveAsync(State with { Keys = [.. State.Keys.Where(id => id != credentialId)] });
        return State.Keys.Length >= Limits.MaxKeysPerAgent
            ? Task.FromResult(Refusal.LimitReached)
            : SaveAsync(State with { Keys = [.. State.Keys, credentialId] });
    });

    public Task<IReadOnlyList<string>> GetKeyIds() => Task.FromResult<IReadOnlyList<string>>(State.Keys);

    public Task CloseSessions(DeviceId? device, CloseCode code)
    {
        _subscribers.Close(device, code);
        return Task.CompletedTask;
    }

    /// <summary>Runs one change of the stored state at a time.</summary>
    private async Task<Refusal> ChangeAsync(Func<Task<Refusal>> change, bool mustExist = true)
    {
        await _changes.WaitAsync();
        try
        {
            return mustExist && !Exists ? Refusal.NotFound : await change();
        }
        finally
        {
            _changes.Release();
        }
    }

    private async Task<Refusal> SaveAsync(AgentState next)
    {
        await _state.SaveAsync(next, this);
        return Refusal.None;
    }

    private static AgentCertificate CertificateOf(AgentState agent) =>
        AgentCertificate.TryParse(agent.Certificate, out var certificate, out var error)
            ? certificate
            : throw new InvalidOperationException($"A stored agent certificate is refused: {error}.");
}
