namespace ContextExchange.Client;

/// <summary>Makes a new owner. The signature is CXE1's connect proof with agent = owner and device zero.</summary>
/// <param name="Owner">Chosen by the client, random.</param>
/// <param name="DisplayName">1 to <see cref="Limits.MaxDisplayName"/> characters.</param>
/// <param name="Email">Null to give none.</param>
/// <param name="IdentityKey">The owner's Ed25519 public key, 32 bytes.</param>
/// <param name="Nonce">From <see cref="Challenge"/>.</param>
/// <param name="Expiry">The proof's expiry.</param>
/// <param name="Signature">64 bytes.</param>
/// <param name="Bootstrap">The one-time code that makes the first owner the operator; null otherwise.</param>
internal sealed record OwnerRegistration(
    OwnerId Owner, string DisplayName, string? Email, byte[] IdentityKey, byte[] Nonce, DateTimeOffset Expiry,
    byte[] Signature, string? Bootstrap);
