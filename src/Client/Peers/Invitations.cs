using System.Security.Cryptography;
using System.Text;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Makes and accepts invite links, and pins the other side by what the link carried past the server.</summary>
internal sealed class Invitations(DeviceProfile profile, Sessions sessions, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _lastOffer;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes an invite with an offer that this side's owner signs.</summary>
    public async Task<(InviteLink Link, InviteIssued Invite)> CreateAsync(InviteRequest request, CancellationToken ct)
    {
        var api = await sessions.AsOwnerAsync(ct);
        var terms = request.Effective;
        var created = NextOffer();
        var secret = InviteSecret.Of(profile.AgentKey, created);
        var offer = TermsSigning.Offer(profile.OwnerKeys.Identity, profile.Identity, secret, terms, created);
        var invite = await api.CreateInviteAsync(
            profile.Agent,
            new InviteUpload(
                terms, offer.Bytes.ToArray(), request.Policy, request.ExpiresInSeconds, request.BoundTo,
                request.BoundEmail),
            ct);
        var link = new InviteLink(profile.Server, invite.Code, InviteLink.HashOf(profile.Identity), secret);
        var store = profile.Store;
        DeviceProfile.WithTransaction(store, () =>
        {
            store.Put(ClientTable.Invites, Encoding.ASCII.GetBytes(link.Id), secret);
            return true;
        });
        return (link, invite);
    }

    /// <summary>What the link offers. Inviter and offer are checked against the link.</summary>
    /// <exception cref="ExchangeException">
    /// <c>peer-identity-invalid</c>: the server shows another identity than the link names. <c>offer-invalid</c>: or
    /// other terms than the inviter's owner signed for this link.
    /// </exception>
    public async Task<InvitePreview> PreviewAsync(InviteLink link, CancellationToken ct)
    {
        var api = await sessions.AsOwnerAsync(ct);
        var preview = await api.PreviewInviteAsync(profile.Agent, link.Code, ct);
        CheckOffer(link, preview, Identify(link, preview));
        return preview;
    }

    /// <summary>Accepts with signed terms, and pins the inviter.</summary>
    public async Task<ConnectionInfo> AcceptAsync(InviteLink link, TermsInfo terms, CancellationToken ct)
    {
        var api = await sessions.AsOwnerAsync(ct);
        var preview = await api.PreviewInviteAsync(profile.Agent, link.Code, ct);
        var inviter = Identify(link, preview);
        CheckOffer(link, preview, inviter);
        var connection = ConnectionId.Between(profile.Agent, preview.Inviter);
        var own = TermsSigning.First(
            profile.OwnerKeys.Identity, profile.Identity, inviter, terms,
            TermsBook.Known(profile.Store, connection, profile.Agent.Value), Now);
        // Pinned first: a crash after the acceptance must not leave a connection whose peer is not known for certain.
        PeerPins.Keep(profile.Store, inviter);
        OfferBook.Keep(profile.Store, connection, new AcceptedOffer(ConnectionTerms.OfferId(link.Secret), own.Hash));
        var acceptance = InviteLink.Acceptance(link.Secret, link.Id, inviter, profile.Identity);
        return await api.AcceptInviteAsync(
            profile.Agent, new InviteAcceptRequest(link.Code, terms, own.Bytes.ToArray(), acceptance), ct);
    }

    /// <summary>
    /// Whether one of this agent's invites was accepted by exactly this identity. Another device may have made the
    /// invite: then its secret follows from the offer, and the server tells the invites' public ids.
    /// </summary>
    public async Task<bool> IsProvenAsync(AgentIdentity acceptor, ConnectionInfo info, CancellationToken ct)
    {
        if (info.Acceptance is not { Length: 32 } acceptance) return false;
        var store = profile.Store;
        var rows = DeviceProfile.WithTransaction(store, () => store.Scan(ClientTable.Invites, []));
        if (rows.Any(row => IsAcceptance(acceptance, row.Value, Encoding.ASCII.GetString(row.Key), acceptor)))
            return true;
        var api = await sessions.AsDeviceAsync(ct);
        var offers = await SignedTermsPages.OwnAsync(api, profile.Agent, info, ct);
        var secrets = offers.Select(SecretOf).OfType<byte[]>();
        var invites = await api.GetInvitesAsync(profile.Agent, ct);
        var accepted = invites.Where(one => one.AcceptedBy == info.Peer).ToArray();
        return secrets.Any(secret => accepted.Any(one => IsAcceptance(acceptance, secret, one.Id, acceptor)));
    }

    /// <summary>The secret behind an offer of this agent; null where it is none.</summary>
    private byte[]? SecretOf(ConnectionTerms terms) =>
        IsOwnOffer(profile, terms) ? InviteSecret.Of(profile.AgentKey, terms.Created) : null;

    /// <summary>Whether terms are an offer that this agent's owner signed for a link of this agent.</summary>
    public static bool IsOwnOffer(DeviceProfile profile, ConnectionTerms terms) =>
        terms.IsOffer && terms.VerifySignature(profile.OwnerKeys.PublicKey)
        && (IsBeforeRotation(profile, terms)
            || ConnectionTerms.OfferId(InviteSecret.Of(profile.AgentKey, terms.Created)) == terms.Connection);

    /// <summary>The secret followed from a key that is gone; the owner's signature alone has to do.</summary>
    private static bool IsBeforeRotation(DeviceProfile profile, ConnectionTerms terms) =>
        terms.Own != TermsParty.Of(profile.Identity) && profile.Identity.IsNamedBy(terms.Own);

    private bool IsAcceptance(byte[] acceptance, byte[] secret, string inviteId, AgentIdentity acceptor) =>
        Identities(profile.Identity).Any(own => Identities(acceptor).Any(other =>
            CryptographicOperations.FixedTimeEquals(
                acceptance, InviteLink.Acceptance(secret, inviteId, own, other))));

    /// <summary>An acceptance names the keys of its day.</summary>
    private static IEnumerable<AgentIdentity> Identities(AgentIdentity today) =>
        [today, .. today.Past.Select(past => today with { Aik = past.Aik })];

    /// <summary>Each offer has its own time, as its secret follows from it.</summary>
    private long NextOffer()
    {
        lock (_gate) return _lastOffer = Math.Max(Now, _lastOffer + 1);
    }

    private static AgentIdentity Identify(InviteLink link, InvitePreview preview)
    {
        var inviter = PeerPins.Claimed(preview.Inviter, preview.InviterCertificate, preview.InviterOwnerKey);
        return CryptographicOperations.FixedTimeEquals(InviteLink.HashOf(inviter), link.IdentityHash)
            ? inviter
            : throw new ExchangeException(
                "peer-identity-invalid",
                "The server shows another inviter than the link names: do not accept it; ask for a new link.");
    }

    private static void CheckOffer(InviteLink link, InvitePreview preview, AgentIdentity inviter)
    {
        if (!ConnectionTerms.TryParse(preview.Offer, out var offer, out _) || !offer.IsOffer
            || offer.Connection != ConnectionTerms.OfferId(link.Secret) || offer.Own != TermsParty.Of(inviter)
            || !offer.VerifySignature(inviter.Oik) || !offer.Says(preview.Terms))
        {
            throw new ExchangeException(
                "offer-invalid",
                "The server shows other terms than the inviter's owner signed: do not accept it; ask for a new link.");
        }
    }
}
