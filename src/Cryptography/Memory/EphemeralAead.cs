using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// ChaCha20-Poly1305 (RFC 8439) under a key that lives for one call on the caller's stack, such as a message key: no
/// allocation, no secret memory. The caller wipes the key (<see cref="CryptographicOperations.ZeroMemory"/>). Keys
/// that live longer belong in a <c>Key</c>. All members are thread safe.
/// </summary>
public static class EphemeralAead
{
    /// <summary>The key length in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>The nonce length in bytes.</summary>
    public const int NonceSize = 12;

    /// <summary>The number of bytes by which a ciphertext is longer than its plaintext.</summary>
    public const int TagSize = 16;

    /// <summary>Encrypts; <paramref name="ciphertext"/> may start at the same byte as the plaintext.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">12 bytes, never used twice with the same key.</param>
    /// <param name="associatedData">Authenticated, not encrypted; may be empty.</param>
    /// <param name="plaintext">May be empty.</param>
    /// <param name="ciphertext">Exactly 16 bytes longer than the plaintext: ciphertext, then tag.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the buffers overlap with an offset.</exception>
    public static void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext)
    {
        CheckKey(key);
        if (nonce.Length != NonceSize)
            throw new ArgumentException($"A nonce has {NonceSize} bytes.", nameof(nonce));
        if (ciphertext.Length - TagSize != plaintext.Length)
            throw new ArgumentException($"The ciphertext is {TagSize} bytes longer.", nameof(ciphertext));
        if (ciphertext.Overlaps(plaintext, out var offset) && offset != 0)
            throw new ArgumentException("The buffers overlap with an offset.", nameof(ciphertext));

        var code = Sodium.ChaCha20Poly1305Encrypt(
            ciphertext, 0, plaintext, (ulong)plaintext.Length, associatedData, (ulong)associatedData.Length, 0, nonce,
            key);
        if (code != 0)
            throw new CryptographicException("crypto_aead_chacha20poly1305_ietf_encrypt failed.");
    }

    /// <summary>Checks and decrypts.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">The nonce used to encrypt; another length is refused with false.</param>
    /// <param name="associatedData">Exactly the associated data used to encrypt.</param>
    /// <param name="ciphertext">Ciphertext and tag; fewer than 16 bytes are refused with false.</param>
    /// <param name="plaintext">Exactly 16 bytes shorter than the ciphertext. Holds zeros after a refusal.</param>
    /// <returns>False if anything is not as it was encrypted.</returns>
    /// <exception cref="ArgumentException">The key or the plaintext buffer has the wrong length.</exception>
    public static bool Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext)
    {
        CheckKey(key);
        if (nonce.Length != NonceSize || ciphertext.Length < TagSize)
            return false;
        if (plaintext.Length != ciphertext.Length - TagSize)
            throw new ArgumentException($"The plaintext is {TagSize} bytes shorter.", nameof(plaintext));
        if (plaintext.Overlaps(ciphertext, out var offset) && offset != 0)
            throw new ArgumentException("The buffers overlap with an offset.", nameof(plaintext));

        var code = Sodium.ChaCha20Poly1305Decrypt(
            plaintext, 0, 0, ciphertext, (ulong)ciphertext.Length, associatedData, (ulong)associatedData.Length, nonce,
            key);
        return code == 0;
    }

    private static void CheckKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
            throw new ArgumentException($"A key has {KeySize} bytes.", nameof(key));
    }
}
