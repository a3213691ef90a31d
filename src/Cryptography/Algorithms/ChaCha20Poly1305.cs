using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>ChaCha20-Poly1305 (RFC 8439): 32-byte keys, 12-byte nonces, 16-byte tags.</summary>
public sealed class ChaCha20Poly1305 : AeadAlgorithm
{
    internal ChaCha20Poly1305()
        : base(keySize: 32, nonceSize: 12, tagSize: 16)
    {
    }

    private protected override void EncryptCore(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext)
    {
        var code = Sodium.ChaCha20Poly1305Encrypt(
            ciphertext, 0, plaintext, (ulong)plaintext.Length, associatedData, (ulong)associatedData.Length, 0, nonce,
            key.Handle);
        if (code != 0)
            throw new CryptographicException("crypto_aead_chacha20poly1305_ietf_encrypt failed.");
    }

    private protected override bool DecryptCore(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext)
    {
        var code = Sodium.ChaCha20Poly1305Decrypt(
            plaintext, 0, 0, ciphertext, (ulong)ciphertext.Length, associatedData, (ulong)associatedData.Length, nonce,
            key.Handle);
        return code == 0;
    }
}
