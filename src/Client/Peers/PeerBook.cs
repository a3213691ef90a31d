using System.Collections.Concurrent;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The peers of this agent: who they are for certain, their contract and keys. Asks the server when something is
/// missing or stale, and believes nothing that the pinned identity did not sign. Thread safe.
/// </summary>
internal sealed class PeerBook(DeviceProfile profile, Sessions sessions, Invitations invitations)
{
    private readonly ConcurrentDictionary<AgentId, Peer> _peers = new();
    private readonly ConcurrentDictionary<ConnectionId, AgentId> _byConnection = new();

    /// <summary>The peer as last fetched, or fetched now.</summary>
    public async ValueTask<Peer> GetAsync(AgentId peer, CancellationToken ct) =>
        _peers.TryGetValue(peer, out var known) ? known : await RefreshAsync(peer, ct);

    /// <summary>The peer as last fetched; null before that.</summary>
    public Peer? Find(AgentId peer) => _peers.GetValueOrDefault(peer);

    /// <inheritdoc cref="Find(AgentId)" />
    public Peer? Find(ConnectionId connection) =>
        _byConnection.TryGetValue(connection, out var peer) ? Find(peer) : null;

    /// <summary>The other side of a connection; null when this agent has no such connection.</summary>
    public async ValueTask<AgentId?> FindAsync(ConnectionId connection, CancellationToken ct)
    {
        if (_byConnection.TryGetValue(connection, out var peer)) return peer;
        var api = await sessions.AsDeviceAsync(ct);
        foreach (var info in await api.GetConnectionsAsync(profile.Agent, ct))
            _byConnection[info.Connection] = info.Peer;
        return _byConnection.TryGetValue(connection, out peer) ? peer : null;
    }

    /// <summary>Asks the server for the contract and keys, and checks them.</summary>
    /// <exception cref="ExchangeException">
    /// <c>peer-unverified</c>, <c>peer-identity-invalid</c>, <c>peer-identity-changed</c>, <c>peer-keys-invalid</c>.
    /// </exception>
    public async Task<Peer> RefreshAsync(AgentId agent, CancellationToken ct)
    {
        var api = await sessions.AsDeviceAsync(ct);
        var info = await api.GetConnectionAsync(profile.Agent, agent, ct);
        var keys = await api.GetPeerKeysAsync(profile.Agent, agent, ct);
        var identity = Identify(info, keys);
        var peer = new Peer(info, ContextOf(info, identity), OwnDirectory(), DirectoryOf(identity, keys));
        _byConnection[info.Connection] = agent;
        return _peers[agent] = peer;
    }

    /// <summary>Who the server says the peer is, whether or not that is pinned. Only a person can say that it is
    /// true.</summary>
    public async Task<(AgentIdentity Claimed, bool Pinned)> ClaimAsync(AgentId agent, CancellationToken ct)
    {
        var api = await sessions.AsDeviceAsync(ct);
        var keys = await api.GetPeerKeysAsync(profile.Agent, agent, ct);
        var claimed = PeerPins.Claimed(agent, keys.Certificate, keys.OwnerKey);
        return (claimed, PeerPins.Find(profile.Store, agent) == claimed);
    }

    /// <summary>Makes the next use ask the server again.</summary>
    public void Forget(AgentId agent) => _peers.TryRemove(agent, out _);

    /// <inheritdoc cref="Forget(AgentId)" />
    public void Forget(ConnectionId connection)
    {
        if (_byConnection.TryGetValue(connection, out var agent)) Forget(agent);
    }

    private AgentIdentity Identify(ConnectionInfo info, PeerKeys keys)
    {
        var claimed = PeerPins.Claimed(info.Peer, keys.Certificate, keys.OwnerKey);
        if (PeerPins.Find(profile.Store, info.Peer) is { } pinned)
        {
            return pinned == claimed ? pinned : throw new ExchangeException(
                "peer-identity-changed",
                $"The identity of {info.PeerName} is not the one that was pinned: compare safety numbers.");
        }

        if (!invitations.IsProven(claimed, info.Acceptance))
        {
            throw new ExchangeException(
                "peer-unverified",
                $"Nothing but the server says who {info.PeerName} is: compare safety numbers, then trust it.");
        }

        PeerPins.Keep(profile.Store, claimed);
        return claimed;
    }

    private ConnectionContext ContextOf(ConnectionInfo info, AgentIdentity peer) => new()
    {
        Connection = info.Connection.Value,
        Own = profile.Identity,
        Peer = peer,
        OwnTerms = new Bytes32(info.OwnTermsHash),
        PeerTerms = new Bytes32(info.TheirTermsHash),
    };

    private AgentDirectory OwnDirectory() => Verify(profile.Identity, []);

    private AgentDirectory DirectoryOf(AgentIdentity identity, PeerKeys keys)
    {
        if (keys.Directory is { } bytes && DeviceList.TryParse(bytes, out var list, out _)
            && list.Agent == identity.Agent && list.VerifySignature(identity.Aik))
        {
            KeyHistory.Keep(profile.Store, list);
        }

        foreach (var certificate in keys.DeviceCertificates)
        {
            if (DeviceCertificate.TryParse(certificate, out var parsed, out _)
                && parsed.Agent == identity.Agent && parsed.VerifySignature(identity.Aik))
            {
                KeyHistory.Keep(profile.Store, parsed);
            }
        }

        var prekeys = new List<Prekey>();
        foreach (var prekey in keys.Prekeys)
            if (Prekey.TryParse(prekey, out var parsed, out _)) prekeys.Add(parsed);
        return Verify(identity, prekeys);
    }

    private AgentDirectory Verify(AgentIdentity identity, IReadOnlyList<Prekey> prekeys)
    {
        var lists = KeyHistory.Lists(profile.Store, identity.Agent);
        var certificates = KeyHistory.Certificates(profile.Store, identity.Agent);
        return AgentDirectory.TryVerify(identity, lists, certificates, prekeys, out var directory, out var error)
            ? directory
            : throw new ExchangeException(
                "peer-keys-invalid", $"The published keys of {new AgentId(identity.Agent)} do not hold: {error}.");
    }
}
