using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>DHKEM(X25519, HKDF-SHA256) of RFC 9180 section 4.1.</summary>
internal static class DhKem
{
    public const int EncapsulationSize = 32;
    public const int SharedSecretSize = 32;

    private const int SuiteIdSize = 5;

    private static X25519 X25519 => KeyAgreementAlgorithm.X25519;

    /// <summary>Encapsulates with the given ephemeral key, which must never be used again.</summary>
    /// <returns>False if the recipient's key is of small order.</returns>
    public static bool TryEncapsulate(
        Key ephemeral, PublicKey recipient, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        Span<byte> recipientBytes = stackalloc byte[EncapsulationSize];
        Write(ephemeral.PublicKey, encapsulation);
        Write(recipient, recipientBytes);
        return TryAgree(ephemeral, recipient, encapsulation, recipientBytes, sharedSecret);
    }

    /// <returns>False if the encapsulation is of small order or has the wrong length.</returns>
    public static bool TryDecapsulate(Key recipient, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        if (!PublicKey.TryImport(X25519, encapsulation, KeyBlobFormat.RawPublicKey, out var ephemeral))
            return false;
        Span<byte> recipientBytes = stackalloc byte[EncapsulationSize];
        Write(recipient.PublicKey, recipientBytes);
        return TryAgree(recipient, ephemeral, encapsulation, recipientBytes, sharedSecret);
    }

    /// <summary>DeriveKeyPair of section 7.1.3; the official vectors give keys in this form.</summary>
    public static Key DeriveKeyPair(ReadOnlySpan<byte> keyingMaterial, in KeyCreationParameters parameters = default)
    {
        Span<byte> suiteId = stackalloc byte[SuiteIdSize];
        Span<byte> pseudorandomKey = stackalloc byte[32];
        Span<byte> raw = stackalloc byte[32];
        WriteSuiteId(suiteId);
        try
        {
            LabeledHkdf.Extract(
                HashAlgorithmName.SHA256, suiteId, default, "dkp_prk"u8, keyingMaterial, pseudorandomKey);
            LabeledHkdf.Expand(HashAlgorithmName.SHA256, suiteId, pseudorandomKey, "sk"u8, default, raw);
            return Key.Import(X25519, raw, KeyBlobFormat.RawPrivateKey, in parameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pseudorandomKey);
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    private static bool TryAgree(
        Key key,
        PublicKey other,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> recipient,
        Span<byte> sharedSecret)
    {
        var exportable = new SharedSecretCreationParameters
        {
            ExportPolicy = KeyExportPolicies.AllowPlaintextExport,
        };
        using var agreed = X25519.Agree(key, other, in exportable);
        if (agreed is null)
            return false;

        Span<byte> dh = stackalloc byte[32];
        Span<byte> pseudorandomKey = stackalloc byte[32];
        Span<byte> suiteId = stackalloc byte[SuiteIdSize];
        Span<byte> context = stackalloc byte[2 * EncapsulationSize];
        WriteSuiteId(suiteId);
        encapsulation.CopyTo(context);
        recipient.CopyTo(context[EncapsulationSize..]);
        try
        {
            if (!agreed.TryExport(SharedSecretBlobFormat.RawSharedSecret, dh, out _))
                throw new CryptographicException("X25519 gave a secret of another length.");
            LabeledHkdf.Extract(HashAlgorithmName.SHA256, suiteId, default, "eae_prk"u8, dh, pseudorandomKey);
            LabeledHkdf.Expand(
                HashAlgorithmName.SHA256, suiteId, pseudorandomKey, "shared_secret"u8, context, sharedSecret);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dh);
            CryptographicOperations.ZeroMemory(pseudorandomKey);
        }
    }

    private static void Write(PublicKey key, Span<byte> bytes)
    {
        if (!key.TryExport(KeyBlobFormat.RawPublicKey, bytes, out _))
            throw new CryptographicException("An X25519 public key has another length.");
    }

    private static void WriteSuiteId(Span<byte> suiteId)
    {
        "KEM"u8.CopyTo(suiteId);
        BinaryPrimitives.WriteUInt16BigEndian(suiteId[3..], HpkeSuite.KemId);
    }
}
