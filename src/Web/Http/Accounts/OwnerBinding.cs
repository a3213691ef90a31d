using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>Ties an account to the owner whose key it shows. One to one, and for good.</summary>
internal sealed class OwnerBinding(
    ConnectProofs proofs, CredentialIssuer credentials, IGrainFactory grains)
{
    public async Task<Refusal> ClaimAsync(AccountId account, AccountOwner body)
    {
        var owner = await grains.Owner(body.Owner).Get();
        if (!proofs.IsGenuine(body.Proof, body.Owner.Value, Guid.Empty, owner?.IdentityKey ?? default)
            || !await credentials.SpendAsync(body.Owner, body.Nonce))
            return Refusal.InvalidSignature;
        // The account first: one that has another owner must not keep this one from its own account.
        if (await grains.Account(account).GetStanding() is not { } standing)
            return Refusal.NotFound;
        if (standing.Owner is { } bound && bound != body.Owner)
            return Refusal.Conflict;
        var name = grains.AccountName("owner", body.Owner.Value.ToByteArray(bigEndian: true));
        if (await name.Claim(account) != account)
            return Refusal.Conflict;
        var refusal = await grains.Account(account).BindOwner(body.Owner);
        // Another call of this account was faster with another owner: this one is free again.
        if (refusal == Refusal.Conflict)
            await name.Release(account);
        return refusal;
    }
}
