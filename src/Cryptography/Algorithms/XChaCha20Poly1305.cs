using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): 32-byte keys, 24-byte nonces, 16-byte tags.</summary>
public sealed class XChaCha20Poly1305 : AeadAlgorithm
{
    internal XChaCha20Poly1305()
        : base(keySize: 32, nonceSize: 24, tagSize: 16)
    {
    }

    private protected override void EncryptCore(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext)
    {
        var code = Sodium.XChaCha20Poly1305Encrypt(
            ciphertext, 0, plaintext, (ulong)plaintext.Length, associatedData, (ulong)associatedData.Length, 0, nonce,
            key.Handle);
        if (code != 0)
            throw new CryptographicException("crypto_aead_xchacha20poly1305_ietf_encrypt failed.");
    }

    private protected override bool DecryptCore(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext)
    {
        var code = Sodium.XChaCha20Poly1305Decrypt(
            plaintext, 0, 0, ciphertext, (ulong)ciphertext.Length, associatedData, (ulong)associatedData.Length, nonce,
            key.Handle);
        return code == 0;
    }
}
