using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>
/// Derives keys from what a human can remember, slowly on purpose. Passphrases are bytes (strict UTF-8), never strings,
/// so that they can be wiped. All members are thread safe.
/// </summary>
public abstract class PasswordBasedKeyDerivationAlgorithm : Algorithm
{
    private protected PasswordBasedKeyDerivationAlgorithm(int saltSize, int minCount, int maxCount)
    {
        MinSaltSize = saltSize;
        MaxSaltSize = saltSize;
        MinCount = minCount;
        MaxCount = maxCount;
    }

    /// <summary>The most bytes one derivation can give.</summary>
    public int MaxCount { get; }

    /// <summary>The longest salt.</summary>
    public int MaxSaltSize { get; }

    /// <summary>The shortest salt.</summary>
    public int MinSaltSize { get; }

    private int MinCount { get; }

    /// <summary>Argon2id version 1.3 (RFC 9106) at the given cost.</summary>
    /// <exception cref="ArgumentException">A parameter is out of its range.</exception>
    public static Argon2id Argon2id(in Argon2Parameters parameters) => new(in parameters);

    /// <summary>Derives <paramref name="count"/> bytes.</summary>
    /// <exception cref="ArgumentException">The salt has the wrong length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Fewer or more bytes were asked for than the algorithm gives.
    /// </exception>
    /// <exception cref="InsufficientMemoryException">
    /// The memory that the parameters ask for is not to be had.
    /// </exception>
    public byte[] DeriveBytes(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, MinCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        var bytes = new byte[count];
        DeriveBytes(password, salt, bytes);
        return bytes;
    }

    /// <summary>Fills <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">The salt or the output has the wrong length.</exception>
    /// <exception cref="InsufficientMemoryException">
    /// The memory that the parameters ask for is not to be had.
    /// </exception>
    public void DeriveBytes(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> bytes)
    {
        if (salt.Length < MinSaltSize || salt.Length > MaxSaltSize)
            throw new ArgumentException($"A salt has {MinSaltSize} bytes.", nameof(salt));
        if (bytes.Length < MinCount || bytes.Length > MaxCount)
            throw new ArgumentException($"The output has {MinCount} to {MaxCount} bytes.", nameof(bytes));
        DeriveBytesCore(password, salt, bytes);
    }

    /// <summary>Derives a key of <paramref name="algorithm"/>.</summary>
    /// <exception cref="ArgumentException">The salt has the wrong length.</exception>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    /// <exception cref="InsufficientMemoryException">
    /// The memory that the parameters ask for is not to be had.
    /// </exception>
    public Key DeriveKey(
        ReadOnlySpan<byte> password,
        ReadOnlySpan<byte> salt,
        Algorithm algorithm,
        in KeyCreationParameters creationParameters = default)
    {
        Span<byte> raw = stackalloc byte[Key.CheckedRawSize(algorithm)];
        try
        {
            DeriveBytes(password, salt, raw);
            return Key.FromRaw(algorithm, raw, in creationParameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    private protected abstract void DeriveBytesCore(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> bytes);
}
