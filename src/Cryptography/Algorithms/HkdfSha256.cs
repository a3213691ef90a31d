using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>HKDF-SHA-256 (RFC 5869), by the platform: libsodium has it only from 1.0.19 on.</summary>
public sealed class HkdfSha256 : KeyDerivationAlgorithm2
{
    internal HkdfSha256()
        : base(pseudorandomKeySize: 32, maxCount: 255 * 32)
    {
    }

    private protected override void DeriveBytesCore(
        ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> bytes)
    {
        Span<byte> pseudorandomKey = stackalloc byte[PseudorandomKeySize];
        try
        {
            ExtractCore(inputKeyingMaterial, salt, pseudorandomKey);
            if (!bytes.IsEmpty)
                ExpandCore(pseudorandomKey, info, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pseudorandomKey);
        }
    }

    private protected override void ExtractCore(
        ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt, Span<byte> pseudorandomKey) =>
        HKDF.Extract(HashAlgorithmName.SHA256, inputKeyingMaterial, salt, pseudorandomKey);

    private protected override void ExpandCore(
        ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> bytes) =>
        HKDF.Expand(HashAlgorithmName.SHA256, pseudorandomKey, bytes, info);
}
