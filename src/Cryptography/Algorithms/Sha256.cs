using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>SHA-256 (FIPS 180-4), by the platform.</summary>
public sealed class Sha256 : HashAlgorithm
{
    internal Sha256()
        : base(hashSize: 32)
    {
    }

    private protected override void HashCore(ReadOnlySpan<byte> data, Span<byte> hash) => SHA256.HashData(data, hash);
}
