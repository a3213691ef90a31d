using System.Collections.Concurrent;
using System.Collections.Immutable;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The peers of this agent: who they are for certain, both sides' signed terms, and keys. Asks the server when
/// something is missing or stale, and believes nothing that the pinned identities did not sign. Thread safe.
/// </summary>
internal sealed class PeerBook(
    DeviceProfile profile, Sessions sessions, Invitations invitations, ConnectionGuard guard, TimeProvider time)
{
    private readonly ConcurrentDictionary<AgentId, Peer> _peers = new();
    private readonly ConcurrentDictionary<ConnectionId, AgentId> _byConnection = new();
    private readonly ConcurrentDictionary<AgentId, IReadOnlyList<Prekey>> _handedOut = new();
    private readonly SignedTermsBook _terms = new(profile, guard, time);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

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

    /// <summary>Asks the server for terms and keys of both sides, and checks them.</summary>
    /// <exception cref="ExchangeException">
    /// <c>peer-unverified</c>, <c>peer-identity-invalid</c>, <c>peer-identity-changed</c>, <c>peer-keys-invalid</c>,
    /// <c>terms-invalid</c>, <c>terms-forked</c>, <c>terms-rolled-back</c>. Where something was forged, the connection
    /// has been suspended.
    /// </exception>
    public async Task<Peer> RefreshAsync(AgentId agent, CancellationToken ct)
    {
        try
        {
            return await ReadAsync(agent, ct);
        }
        catch (ExchangeException e) when (Attacks.IsOne(e.Code))
        {
            Forget(agent);
            await guard.SuspendAsync(agent, e.Code, ct);
            throw;
        }
    }

    /// <summary>Keeps one-time prekeys that were handed out for the next epoch.</summary>
    public void Supply(Peer peer, IReadOnlyList<Prekey> handedOut)
    {
        var own = handedOut
            .Where(one => one.Agent == peer.Agent.Value && one.Kind == PrekeyKind.OneTimePrekey).ToArray();
        _handedOut[peer.Agent] = own;
        // Its key was rotated meanwhile: whoever read that has made another peer of it.
        if (PeerPins.Find(profile.Store, peer.Agent) != peer.Context.Peer) return;
        var supplied = peer with
        {
            HandedOut = own,
            Directory = KeyBook.DirectoryOf(profile.Store, peer.Context.Peer, [.. own, .. peer.Prekeys]),
        };
        // Whoever read the peer again meanwhile knows newer keys; the next epoch asks once more.
        _peers.TryUpdate(peer.Agent, supplied, peer);
    }

    /// <summary>Who the server says the peer is, whether or not that is pinned. Only a person can say that it is
    /// true.</summary>
    public async Task<(AgentIdentity Claimed, bool Pinned)> ClaimAsync(AgentId agent, CancellationToken ct)
    {
        var api = await sessions.AsDeviceAsync(ct);
        IdentitySteps.FollowOwn(profile, await api.GetOwnKeysAsync(profile.Agent, ct), Now);
        var keys = await api.GetPeerKeysAsync(profile.Agent, agent, ct);
        var claimed = PeerPins.Claimed(agent, keys.Certificate, keys.OwnerKey);
        if (PeerPins.Find(profile.Store, agent) is { } pinned
            && IdentitySteps.Follow(pinned, claimed, keys, Now) is { } followed)
            return (followed, true);
        return (RotationChain.Before(claimed, PeerPins.RotationsOf(keys)), false);
    }

    /// <summary>Follows a rotation of the own key, which this device or another has published.</summary>
    public async Task FollowOwnAsync(CancellationToken ct)
    {
        var api = await sessions.AsDeviceAsync(ct);
        var keys = await api.GetOwnKeysAsync(profile.Agent, ct);
        IdentitySteps.FollowOwn(profile, keys, Now);
        KeyBook.Keep(profile.Store, profile.Identity, keys);
        foreach (var peer in _peers.Keys) Forget(peer);
    }

    /// <summary>
    /// The server has taken the own side's next terms: they are known, whatever it shows later. The next use asks it
    /// again.
    /// </summary>
    public void Changed(Peer peer, TermsInfo terms, ConnectionTerms signed)
    {
        CategoryNames.Keep(profile.Store, terms);
        TermsBook.Keep(
            profile.Store, peer.Info.Connection, profile.Agent.Value,
            [.. peer.Context.OwnTerms.TakeLast(TermsChain.MaxKnown - 1), signed]);
        Forget(peer.Agent);
    }

    /// <summary>Makes the next use ask the server again.</summary>
    public void Forget(AgentId agent) => _peers.TryRemove(agent, out _);

    /// <inheritdoc cref="Forget(AgentId)" />
    public void Forget(ConnectionId connection)
    {
        if (_byConnection.TryGetValue(connection, out var agent)) Forget(agent);
    }

    private async Task<Peer> ReadAsync(AgentId agent, CancellationToken ct)
    {
        var api = await sessions.AsDeviceAsync(ct);
        var info = await api.GetConnectionAsync(profile.Agent, agent, ct);
        var keys = await api.GetPeerKeysAsync(profile.Agent, agent, ct);
        var ownKeys = await api.GetOwnKeysAsync(profile.Agent, ct);
        IdentitySteps.FollowOwn(profile, ownKeys, Now);
        var identity = await IdentifyAsync(info, keys, ct);
        KeyBook.Keep(profile.Store, identity, keys);
        KeyBook.Keep(profile.Store, profile.Identity, ownKeys);
        (info, var own, var theirs) = await _terms.LearnAsync(api, info, identity, ct);
        var prekeys = KeyBook.PrekeysOf(keys.Prekeys);
        var handedOut = _handedOut.GetValueOrDefault(agent) ?? [];
        var peer = new Peer(
            info, ContextOf(info, identity, own, theirs),
            KeyBook.DirectoryOf(profile.Store, profile.Identity, KeyBook.PrekeysOf(ownKeys.Prekeys)),
            KeyBook.DirectoryOf(profile.Store, identity, [.. handedOut, .. prekeys]), prekeys, handedOut);
        _byConnection[info.Connection] = agent;
        return _peers[agent] = peer;
    }

    private async Task<AgentIdentity> IdentifyAsync(ConnectionInfo info, PeerKeys keys, CancellationToken ct)
    {
        var claimed = PeerPins.Claimed(info.Peer, keys.Certificate, keys.OwnerKey);
        if (PeerPins.Find(profile.Store, info.Peer) is { } pinned)
        {
            var followed = IdentitySteps.Follow(pinned, claimed, keys, Now) ?? throw new ExchangeException(
                "peer-identity-changed",
                $"The identity of {info.PeerName} is not the one that was pinned: compare safety numbers "
                + "(cex verify), then trust it (cex trust).");
            if (followed == pinned) return pinned;
            PeerPins.Keep(profile.Store, followed);
            guard.Tell(new ClientReport(
                "key-rotated", info.Peer,
                $"The key of {info.PeerName} was rotated, signed by the old key: the safety number is a new one."));
            return followed;
        }

        claimed = RotationChain.Before(claimed, PeerPins.RotationsOf(keys));
        if (!NamedByOwnTerms(info, claimed) && !await invitations.IsProvenAsync(claimed, info, ct))
        {
            throw new ExchangeException(
                "peer-unverified",
                $"Nothing but the server says who {info.PeerName} is: compare safety numbers (cex verify), "
                + "then trust it (cex trust).");
        }

        PeerPins.Keep(profile.Store, claimed);
        return claimed;
    }

    /// <summary>
    /// Terms that this side's owner signed name the peer's keys: a device that enrolled later knows from them who it
    /// is.
    /// </summary>
    private bool NamedByOwnTerms(ConnectionInfo info, AgentIdentity claimed) =>
        ConnectionTerms.TryParse(info.OwnSignedTerms, out var terms, out _)
        && terms.Connection == info.Connection.Value && profile.Identity.IsNamedBy(terms.Own)
        && claimed.IsNamedBy(terms.Peer) && terms.VerifySignature(profile.OwnerKeys.PublicKey);

    private ConnectionContext ContextOf(
        ConnectionInfo info, AgentIdentity peer, ImmutableArray<ConnectionTerms> own,
        ImmutableArray<ConnectionTerms> theirs) => new()
    {
        Connection = info.Connection.Value,
        Own = profile.Identity,
        Peer = peer,
        OwnTerms = own,
        PeerTerms = theirs,
        Offers = OfferBook.IdsOf(profile.Store, info.Connection),
    };
}
