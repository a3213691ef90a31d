using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>BLAKE2b (RFC 7693), unkeyed, by libsodium.</summary>
public sealed class Blake2b : HashAlgorithm
{
    internal Blake2b(int hashSize)
        : base(hashSize)
    {
    }

    private protected override void HashCore(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (Sodium.GenericHash(hash, (nuint)hash.Length, data, (ulong)data.Length, 0, 0) != 0)
            throw new CryptographicException("crypto_generichash failed.");
    }
}
