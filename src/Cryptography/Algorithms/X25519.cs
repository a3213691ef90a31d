using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>X25519 (RFC 7748): 32-byte private and public keys, 32-byte shared secrets.</summary>
public sealed class X25519 : KeyAgreementAlgorithm
{
    internal X25519()
        : base(privateKeySize: 32, publicKeySize: 32, sharedSecretSize: 32)
    {
    }

    internal override byte PkixIdentifier => 110;

    internal override SecretHandle BuildSecret(ReadOnlySpan<byte> rawKey, out PublicKey? publicKey)
    {
        var bytes = new byte[PublicKeySize];
        var secret = SecretHandle.CopyOf(rawKey);
        if (Sodium.ScalarMultBase(bytes, secret) != 0)
            throw new CryptographicException("crypto_scalarmult_curve25519_base failed.");
        publicKey = new PublicKey(this, bytes);
        return secret;
    }

    private protected override SharedSecret? AgreeCore(
        Key key, PublicKey otherPartyPublicKey, in SharedSecretCreationParameters creationParameters)
    {
        var secret = SecretHandle.Allocate(SharedSecretSize);
        if (Sodium.ScalarMult(secret, key.Handle, otherPartyPublicKey.Bytes) == 0)
            return new SharedSecret(secret, creationParameters.ExportPolicy);
        secret.Dispose();
        return null;
    }
}
