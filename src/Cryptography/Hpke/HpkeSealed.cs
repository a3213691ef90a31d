namespace ContextExchange.Cryptography;

/// <summary>
/// What <see cref="Hpke.SealBase(PublicKey, ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> gives.
/// </summary>
/// <param name="Encapsulation">The sender's one-time public key, 32 bytes.</param>
/// <param name="Ciphertext">Ciphertext and tag, 16 bytes longer than the plaintext.</param>
public readonly record struct HpkeSealed(byte[] Encapsulation, byte[] Ciphertext);
