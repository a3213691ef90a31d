namespace ContextExchange.Cryptography;

/// <summary>What opening a vault gave: the secret, or why not.</summary>
/// <param name="Secret">The secret, which the caller disposes; null exactly if there is a refusal.</param>
/// <param name="Refusal">None if the vault opened.</param>
public readonly record struct VaultOpened(SecretBuffer? Secret, VaultRefusal Refusal);
