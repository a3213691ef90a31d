using System.Security.Cryptography;
using System.Text;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Makes and accepts invite links, and pins the other side by what the link carried past the server.</summary>
internal sealed class Invitations(DeviceProfile profile, Sessions sessions)
{
    /// <summary>Makes an invite. Its secret is stored before the link is shown, so that the acceptance can be
    /// checked.</summary>
    public async Task<(InviteLink Link, InviteIssued Invite)> CreateAsync(InviteRequest request, CancellationToken ct)
    {
        var api = await sessions.AsOwnerAsync(ct);
        var invite = await api.CreateInviteAsync(profile.Agent, request, ct);
        var secret = RandomNumberGenerator.GetBytes(32);
        var link = new InviteLink(profile.Server, invite.Code, InviteLink.HashOf(profile.Identity), secret);
        var store = profile.Store;
        DeviceProfile.WithTransaction(store, () =>
        {
            store.Put(ClientTable.Invites, Encoding.ASCII.GetBytes(link.Id), secret);
            return true;
        });
        return (link, invite);
    }

    /// <summary>What the link offers. The inviter's identity is checked against the link.</summary>
    /// <exception cref="ExchangeException">
    /// <c>peer-identity-invalid</c>: the server shows another identity than the link names.
    /// </exception>
    public async Task<InvitePreview> PreviewAsync(InviteLink link, CancellationToken ct)
    {
        var api = await sessions.AsOwnerAsync(ct);
        var preview = await api.PreviewInviteAsync(profile.Agent, link.Code, ct);
        Identify(link, preview);
        return preview;
    }

    /// <summary>Accepts, and pins the inviter.</summary>
    public async Task<ConnectionInfo> AcceptAsync(
        InviteLink link, ContractPreset? preset, TermsInfo? terms, CancellationToken ct)
    {
        var api = await sessions.AsOwnerAsync(ct);
        var preview = await api.PreviewInviteAsync(profile.Agent, link.Code, ct);
        var inviter = Identify(link, preview);
        // Pinned first: a crash after the acceptance must not leave a connection whose peer is not known for certain.
        PeerPins.Keep(profile.Store, inviter);
        var acceptance = InviteLink.Acceptance(link.Secret, link.Id, inviter, profile.Identity);
        return await api.AcceptInviteAsync(
            profile.Agent, new InviteAcceptRequest(link.Code, preset, terms, null, acceptance), ct);
    }

    /// <summary>Whether one of this device's invites was accepted by exactly this identity.</summary>
    public bool IsProven(AgentIdentity acceptor, byte[]? acceptance)
    {
        if (acceptance is not { Length: 32 }) return false;
        var store = profile.Store;
        var rows = DeviceProfile.WithTransaction(store, () => store.Scan(ClientTable.Invites, []));
        return rows.Any(row => CryptographicOperations.FixedTimeEquals(
            acceptance,
            InviteLink.Acceptance(row.Value, Encoding.ASCII.GetString(row.Key), profile.Identity, acceptor)));
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
}
