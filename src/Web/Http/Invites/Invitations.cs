using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>Makes, lists, shows and redeems invites.</summary>
internal sealed class Invitations(Pepper pepper, IGrainFactory grains, TimeProvider clock)
{
    private const int AcceptanceSize = 32;

    public async Task<(Refusal Refusal, InviteMade? Invite)> CreateAsync(
        OwnerId owner, AgentId agent, InviteRequest body)
    {
        var seconds = body.ExpiresInSeconds ?? (long)Limits.InviteLifetime.TotalSeconds;
        var policy = body.Policy is null ? ConnectionPolicy.Default : body.Policy.ToPolicy();
        if (body.Terms.ToTerms() is not { } terms || policy is null
            || seconds < 1 || seconds > Limits.MaxInviteLifetime.TotalSeconds || body.BoundTo == agent
            || body.BoundEmail is not null && !Text.IsEmail(body.BoundEmail))
            return (Refusal.Malformed, null);
        var code = CredentialText.Create(CredentialKind.Invite);
        var expiresAt = clock.GetUtcNow().AddSeconds(seconds);
        var email = body.BoundEmail is null ? [] : pepper.HashOfEmail(body.BoundEmail);
        var refusal = await grains.Invite(code.PublicId).Create(
            new InviteCreation(
                agent, pepper.HashOf(code), new SignedTerms(terms, body.Offer), policy, expiresAt, body.BoundTo,
                email));
        if (refusal == Refusal.None)
            refusal = await grains.Owner(owner).NoteInvite(code.PublicId, agent);
        return refusal == Refusal.None ? (refusal, new InviteMade(code.PublicId, code.Reveal(), expiresAt))
            : (refusal, null);
    }

    public async Task<IReadOnlyList<InviteItem>> ListAsync(OwnerId owner, AgentId agent)
    {
        var ids = await grains.Owner(owner).GetInvites();
        var views = await Task.WhenAll(ids.Select(id => grains.Invite(id).Get()));
        return [.. views.OfType<InviteView>().Where(view => view.Inviter == agent).Select(InviteItem.Of)];
    }

    /// <summary>Null for an unknown, wrong or spent code, alike.</summary>
    public async Task<InvitePreview?> PreviewAsync(string text)
    {
        return Parse(text) is { } code && await grains.Invite(code.PublicId).Preview(pepper.HashOf(code)) is { } view
            ? InvitePreview.Of(view)
            : null;
    }

    /// <summary>The connection as the acceptor sees it.</summary>
    public async Task<(Refusal Refusal, ConnectionView? Connection)> AcceptAsync(
        OwnerId owner, AgentId agent, InviteAccept body)
    {
        if (body.Acceptance.Length != AcceptanceSize || body.Terms.ToTerms() is not { } terms)
            return (Refusal.Malformed, null);
        if (Parse(body.Code) is not { } code)
            return (Refusal.NotFound, null);
        var invite = grains.Invite(code.PublicId);
        var acceptance = new InviteAcceptance(
            pepper.HashOf(code), agent, default, new SignedTerms(terms, body.SignedTerms), body.Acceptance);
        var refusal = await invite.Accept(acceptance);
        // Few invites are bound: the address is looked up for those alone.
        if (refusal == Refusal.AddressUnproven && await ProvenAddressAsync(owner) is { } email)
            refusal = await invite.Accept(acceptance with { AcceptorEmail = pepper.HashOfEmail(email) });
        if (refusal != Refusal.None)
            return (refusal, null);
        if (await invite.Get() is not { } accepted)
            return (Refusal.NotFound, null);
        var connection = await grains.Connection(agent, accepted.Inviter).Get(agent);
        return (connection is null ? Refusal.NotFound : Refusal.None, connection);
    }

    /// <summary>
    /// Of the account that acts for the owner; null where there is none. What an owner registered with is a claim.
    /// </summary>
    private async Task<string?> ProvenAddressAsync(OwnerId owner) =>
        await grains.AccountName("owner", owner.Value.ToByteArray(bigEndian: true)).Find() is { } id
            && await grains.Account(id).Get() is { EmailVerified: true } account
            && account.Owner == owner && account.Role != AccountRole.Auditor
                ? account.Email
                : null;

    private static CredentialText? Parse(string text) =>
        CredentialText.TryParse(text, out var code) && code.Kind == CredentialKind.Invite ? code : null;
}
