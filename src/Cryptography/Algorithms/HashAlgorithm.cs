using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>A cryptographic hash. All members are thread safe.</summary>
public abstract class HashAlgorithm : Algorithm
{
    private protected HashAlgorithm(int hashSize) => HashSize = hashSize;

    /// <summary>BLAKE2b (RFC 7693) with 32 bytes.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "NSec's name.")]
    public static Blake2b Blake2b_256 { get; } = new(32);

    /// <summary>SHA-256 (FIPS 180-4), 32 bytes.</summary>
    public static Sha256 Sha256 { get; } = new();

    /// <summary>SHA-512 (FIPS 180-4), 64 bytes.</summary>
    public static Sha512 Sha512 { get; } = new();

    /// <summary>Bytes of a hash.</summary>
    public int HashSize { get; }

    /// <summary>Hashes <paramref name="data"/>.</summary>
    public byte[] Hash(ReadOnlySpan<byte> data)
    {
        var hash = new byte[HashSize];
        HashCore(data, hash);
        return hash;
    }

    /// <summary>Hashes <paramref name="data"/> into <paramref name="hash"/>.</summary>
    /// <exception cref="ArgumentException">The output is not <see cref="HashSize"/> bytes long.</exception>
    public void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (hash.Length != HashSize)
            throw new ArgumentException($"A hash has {HashSize} bytes.", nameof(hash));
        HashCore(data, hash);
    }

    /// <summary>
    /// Whether <paramref name="hash"/> is the hash of <paramref name="data"/>, compared in constant time.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> hash)
    {
        Span<byte> expected = stackalloc byte[HashSize];
        HashCore(data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, hash);
    }

    private protected abstract void HashCore(ReadOnlySpan<byte> data, Span<byte> hash);
}
