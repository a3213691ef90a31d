namespace ContextExchange.Client;

/// <summary>Proof for an owner's session.</summary>
internal sealed record OwnerSignIn(OwnerId Owner, byte[] Nonce, DateTimeOffset Expiry, byte[] Signature);
