using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// Ed25519 (RFC 8032): 32-byte seeds as private keys, 32-byte public keys, 64-byte deterministic signatures.
/// Verification is libsodium's: cofactorless, S below the group order, A and R canonical and not of small order. Other
/// verifiers accept more; ours must all agree, see docs/decisions/0002-cryptography.md.
/// </summary>
public sealed class Ed25519 : SignatureAlgorithm
{
    private const int SeedSize = 32;

    // libsodium's secret key is the seed followed by the public key.
    private const int SecretKeySize = 64;

    internal Ed25519()
        : base(privateKeySize: SeedSize, publicKeySize: 32, signatureSize: 64)
    {
    }

    internal override byte PkixIdentifier => 112;

    internal override SecretHandle BuildSecret(ReadOnlySpan<byte> rawKey, out PublicKey? publicKey)
    {
        var bytes = new byte[PublicKeySize];
        var secret = SecretHandle.Allocate(SecretKeySize);
        if (Sodium.SignSeedKeyPair(bytes, secret, rawKey) != 0)
            throw new CryptographicException("crypto_sign_ed25519_seed_keypair failed.");
        publicKey = new PublicKey(this, bytes);
        return secret;
    }

    private protected override void SignCore(Key key, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        if (Sodium.SignDetached(signature, 0, data, (ulong)data.Length, key.Handle) != 0)
            throw new CryptographicException("crypto_sign_ed25519_detached failed.");
    }

    private protected override bool VerifyCore(
        PublicKey publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Sodium.SignVerifyDetached(signature, data, (ulong)data.Length, publicKey.Bytes) == 0;
}
