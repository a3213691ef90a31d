using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>SHA-512 (FIPS 180-4), by the platform.</summary>
public sealed class Sha512 : HashAlgorithm
{
    internal Sha512()
        : base(hashSize: 64)
    {
    }

    private protected override void HashCore(ReadOnlySpan<byte> data, Span<byte> hash) => SHA512.HashData(data, hash);
}
