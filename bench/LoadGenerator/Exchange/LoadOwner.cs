using ContextExchange.Client;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.LoadGenerator;

/// <summary>An owner of load agents.</summary>
internal sealed record LoadOwner(Key Key, ExchangeApi Anonymous, ExchangeApi Api)
{
    public static async Task<LoadOwner> RegisterAsync(ExchangeApi api)
    {
        var key = Key.Create(SignatureAlgorithm.Ed25519);
        var id = OwnerId.New();
        var challenge = await api.GetChallengeAsync();
        var expiry = Sessions.ExpiryFor(challenge);
        var signature = Sessions.Prove(key, api.Server, id.Value, Guid.Empty, challenge.Nonce, expiry);
        var registered = await api.RegisterOwnerAsync(
            new OwnerRegistration(
                id, "load", null, key.RawPublicKey().ToArray(), challenge.Nonce, expiry, signature, null), default);
        return new LoadOwner(key, api, api.As(registered.Session));
    }
}
