using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Credentials;
using ContextExchange.Grains.Owners;

namespace ContextExchange.Grains.Agents;

/// <summary>Devices, the signed device list and prekeys.</summary>
internal sealed partial class AgentGrain
{
    /// <summary>Every connection asks once a second; what depends on time alone changes with the second.</summary>
    private static readonly TimeSpan StandingLifetime = TimeSpan.FromSeconds(1);

    private AgentStanding? _standing;
    private AgentState? _standingOf;
    private DateTimeOffset _standingAt;

    public Task<Refusal> EnrolDevice(DeviceEnrolment enrolment, bool byOwner) => ChangeAsync(async () =>
    {
        if (!EnrolmentRules.IsName(enrolment.Name)) return Refusal.Malformed;
        if (!DeviceCertificate.TryParse(enrolment.Certificate, out var certificate, out _)) return Refusal.Malformed;
        var refusal = EnrolmentRules.CheckDevice(CertificateOf(State), enrolment.Device, certificate, Now);
        if (refusal != Refusal.None) return refusal;
        if (State.Frozen) return Refusal.Frozen;
        var devices = EnrolmentRules.Enrol(State, enrolment, certificate, byOwner, Now, out refusal);
        return devices is null ? refusal : await SaveAsync(State with { Devices = devices });
    });

    public Task<Refusal> ApproveDevice(DeviceId device) => ChangeAsync(() =>
    {
        var known = Array.Find(State.Devices, other => other.Id == device);
        return known?.Standing switch
        {
            null => Task.FromResult(Refusal.NotFound),
            DeviceStanding.Active => Task.FromResult(Refusal.None),
            DeviceStanding.Revoked => Task.FromResult(Refusal.Revoked),
            _ => SaveAsync(WithDevice(known with { Standing = DeviceStanding.Active })),
        };
    });

    public Task<Refusal> RevokeDevice(DeviceId device) => ChangeAsync(async () =>
    {
        if (Array.Find(State.Devices, other => other.Id == device) is not { } known) return Refusal.NotFound;
        // Nothing is published meanwhile, so an empty shelf stays empty; a crash before the next step costs only keys.
        await ShelfOf(device).Clear();
        if (known.Standing != DeviceStanding.Revoked)
        {
            await SaveAsync(WithDevice(known with { Standing = DeviceStanding.Revoked, Prekey = default }) with
            {
                PeersToTell = State.Peers,
            });
        }

        _subscribers.Close(device, CloseCode.Revoked);
        await GrainFactory.AnnounceAsync(RevocationSubject.Device(_id, device));
        await TellPeersAsync();
        return Refusal.None;
    });

    public Task<Refusal> PublishDirectory(DeviceIdentity publisher, ReadOnlyMemory<byte> directory) =>
        ChangeAsync(async () =>
        {
            if (!DeviceList.TryParse(directory, out var list, out _)) return Refusal.Malformed;
            if (publisher.Agent != _id || FindActive(publisher.Device) is null) return Refusal.Forbidden;
            if (State.Directories.Length > 0 && State.Directories[^1].Record.Span.SequenceEqual(directory.Span))
                return Refusal.None;
            var refusal = DirectoryRules.Check(list, State, CertificateOf(State), Now);
            if (refusal != Refusal.None) return refusal;
            await SaveAsync(State with
            {
                Directories =
                [
                    .. State.Directories.TakeLast(DirectoryRules.MaxKept - 1), new DirectoryState(directory, Now),
                ],
                PeersToTell = State.Peers,
            });
            await TellPeersAsync();
            return Refusal.None;
        });

    public Task<Refusal> RotateIdentity(IdentityRotation rotation) => ChangeAsync(async () =>
    {
        // Who could not learn the outcome asks again.
        if (State.Rotations is [.., var newest] && newest.Span.SequenceEqual(rotation.Rotation.Span))
            return Refusal.None;
        var next = RotationRules.Rotate(State, rotation, Now, out var refusal);
        if (refusal != Refusal.None) return refusal;
        await SaveAsync(next with { PeersToTell = State.Peers });
        await TellPeersAsync();
        return Refusal.None;
    });

    public Task<Refusal> PublishPrekey(DeviceIdentity publisher, ReadOnlyMemory<byte> prekey) => ChangeAsync(async () =>
    {
        if (!Prekey.TryParse(prekey, out var parsed, out _) || parsed.Kind != PrekeyKind.SignedPrekey)
            return Refusal.Malformed;
        if (publisher.Agent != _id || FindActive(publisher.Device) is not { } device) return Refusal.Forbidden;
        if (parsed.Agent != _id.Value || parsed.Device != device.Id.Value) return Refusal.Forbidden;
        if (!DeviceCertificate.TryParse(device.Certificate, out var certificate, out _)
            || !parsed.VerifySignature(certificate.Dsk))
            return Refusal.InvalidSignature;
        if (!parsed.IsUsableAt(Now.ToUnixTimeMilliseconds())) return Refusal.Expired;
        return await SaveAsync(WithDevice(device with { Prekey = prekey }));
    });

    public Task<AgentKeys?> GetKeys()
    {
        if (!Exists) return Task.FromResult<AgentKeys?>(null);
        var active = State.Devices.Where(device => device.Standing == DeviceStanding.Active).ToArray();
        return Task.FromResult<AgentKeys?>(new AgentKeys(
            _id, State.OwnerKey, State.Certificate, State.Directories.Select(list => list.Record).ToArray(),
            active.SelectMany(device => EnrolmentRules.CertificatesOf(device, Now)).ToArray(),
            active.Where(device => device.Prekey.Length > 0).Select(device => device.Prekey).ToArray(),
            ViewerRules.Kept(State.Viewers, Now), State.Rotations));
    }

    public ValueTask<ReadOnlyMemory<byte>> GetDeviceKey(DeviceId device)
    {
        if (State.Frozen || FindActive(device) is not { } known) return default;
        return DeviceCertificate.TryParse(known.Certificate, out var certificate, out _)
            ? ValueTask.FromResult<ReadOnlyMemory<byte>>(certificate.Dsk.ToArray())
            : default;
    }

    public ValueTask<AgentStanding?> GetStanding()
    {
        if (!Exists) return default;
        var now = Now;
        if (_standing is null || !ReferenceEquals(_standingOf, State) || now - _standingAt >= StandingLifetime)
        {
            var devices = State.Devices
                .Where(device => device.Standing == DeviceStanding.Active)
                .Select(device => new DeviceCredential(device.Id, device.Certificate));
            _standing = new AgentStanding(
                State.Frozen, ViewerRules.IsAnyInForce(State.Viewers, now), State.OwnerKey, State.Certificate,
                devices.ToArray(), DirectoryRules.InForce(State, now), ViewerRules.Kept(State.Viewers, now));
            _standingOf = State;
            _standingAt = now;
        }

        return ValueTask.FromResult<AgentStanding?>(_standing);
    }

    private DeviceState? FindActive(DeviceId device)
    {
        foreach (var known in State.Devices)
            if (known.Id == device) return known.Standing == DeviceStanding.Active ? known : null;
        return null;
    }

    private AgentState WithDevice(DeviceState changed)
    {
        var devices = State.Devices.ToArray();
        devices[Array.FindIndex(devices, device => device.Id == changed.Id)] = changed;
        return State with { Devices = devices };
    }

    /// <summary>
    /// Tells the peers that the keys changed; whoever could not be told stays on the list for the sweeper.
    /// </summary>
    private async Task TellPeersAsync()
    {
        if (State.PeersToTell.Length == 0) return;
        var peers = State.PeersToTell;
        var told = await Task.WhenAll(peers.Select(peer =>
            TellAsync(peer, NoticeKind.PeerKeysChanged, default, ConnectionId.Between(_id, peer))));
        await SaveAsync(State with { PeersToTell = [.. peers.Where((_, i) => !told[i])] });
    }

    private async Task<bool> TellAsync(AgentId agent, NoticeKind kind, EnvelopeId message, ConnectionId connection)
    {
        var notice = new Notice(kind, connection, message, Now);
        try
        {
            var result = await GrainFactory.GetGrain<IAgentGrain>(agent.ToString()).Append(new MailboxAppend(
                EntryKind.Notice, connection, notice.ToBytes(), ReadOnlyMemory<byte>.Empty, RetentionClass.Days30,
                ExpiresAt: null));
            return result.Verdict is AppendVerdict.Stored or AppendVerdict.NoSuchAgent;
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
