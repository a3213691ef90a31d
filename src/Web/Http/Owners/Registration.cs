using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>
/// Takes in a new owner: proof first, then the record, then the session. Safe to repeat with a new proof.
/// </summary>
internal sealed class Registration(
    ConnectProofs proofs, CredentialIssuer credentials, Bootstrap bootstrap, IGrainFactory grains)
{
    public async Task<(Refusal Refusal, OwnerRegistered? Answer)> RegisterAsync(OwnerRegistration body)
    {
        if (!Text.IsName(body.DisplayName) || body.IdentityKey.Length != 32
            || body.Email is { } email && !Text.IsEmail(email))
            return (Refusal.Malformed, null);
        if (!proofs.IsGenuine(body.Proof, body.Owner.Value, Guid.Empty, body.IdentityKey))
            return (Refusal.InvalidSignature, null);
        var owner = grains.Owner(body.Owner);
        var refusal = await owner.Create(new OwnerCreation(body.DisplayName, body.Email, body.IdentityKey));
        if (refusal != Refusal.None)
            return (refusal, null);
        if (body.Bootstrap is not null && !await bootstrap.RedeemAsync(body.Bootstrap, body.Owner))
            return (Refusal.Unauthenticated, null);
        if (await credentials.OwnerSessionAsync(body.Owner, body.Nonce) is not { } session)
            return (Refusal.InvalidSignature, null);
        await owner.NoteSession(session.Text.PublicId, issued: true);
        var isOperator = await owner.Get() is { Operator: true };
        return (Refusal.None, new OwnerRegistered(body.Owner, session.Text.Reveal(), session.Ends, isOperator));
    }
}
