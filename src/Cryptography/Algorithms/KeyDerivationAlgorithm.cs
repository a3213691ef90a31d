using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>
/// Derives keys from a secret that is already unguessable (never from a passphrase). All members are thread safe.
/// </summary>
public abstract class KeyDerivationAlgorithm : Algorithm
{
    private protected KeyDerivationAlgorithm(int maxCount)
    {
        MaxCount = maxCount;
        MaxSaltSize = int.MaxValue;
    }

    /// <summary>HKDF-SHA-256 (RFC 5869).</summary>
    public static HkdfSha256 HkdfSha256 { get; } = new();

    /// <summary>The most bytes one derivation can give.</summary>
    public int MaxCount { get; }

    /// <summary>The longest salt.</summary>
    public int MaxSaltSize { get; }

    /// <summary>The shortest salt.</summary>
    public int MinSaltSize { get; }

    /// <summary>Derives <paramref name="count"/> bytes.</summary>
    /// <exception cref="ArgumentException">The input is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxCount"/> bytes were asked for.</exception>
    public byte[] DeriveBytes(
        ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        var bytes = new byte[count];
        DeriveBytes(inputKeyingMaterial, salt, info, bytes);
        return bytes;
    }

    /// <inheritdoc cref="DeriveBytes(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte}, int)"/>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public byte[] DeriveBytes(SharedSecret sharedSecret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, int count)
    {
        ArgumentNullException.ThrowIfNull(sharedSecret);
        using var lease = sharedSecret.Handle.Open();
        return DeriveBytes(lease.Bytes, salt, info, count);
    }

    /// <summary>Fills <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The input is empty, or the output is longer than <see cref="MaxCount"/> or overlaps salt or info.
    /// </exception>
    public void DeriveBytes(
        ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> bytes)
    {
        if (inputKeyingMaterial.IsEmpty)
            throw new ArgumentException("There is nothing to derive from.", nameof(inputKeyingMaterial));
        CheckOutput(bytes, salt, info);
        DeriveBytesCore(inputKeyingMaterial, salt, info, bytes);
    }

    /// <inheritdoc cref="DeriveBytes(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte}, Span{byte})"/>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public void DeriveBytes(
        SharedSecret sharedSecret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(sharedSecret);
        using var lease = sharedSecret.Handle.Open();
        DeriveBytes(lease.Bytes, salt, info, bytes);
    }

    /// <summary>Derives a key of <paramref name="algorithm"/>.</summary>
    /// <exception cref="ArgumentException">The input is empty.</exception>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    public Key DeriveKey(
        ReadOnlySpan<byte> inputKeyingMaterial,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> info,
        Algorithm algorithm,
        in KeyCreationParameters creationParameters = default)
    {
        Span<byte> raw = stackalloc byte[Key.CheckedRawSize(algorithm)];
        try
        {
            DeriveBytes(inputKeyingMaterial, salt, info, raw);
            return Key.FromRaw(algorithm, raw, in creationParameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    /// <summary>Derives a key of <paramref name="algorithm"/>.</summary>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public Key DeriveKey(
        SharedSecret sharedSecret,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> info,
        Algorithm algorithm,
        in KeyCreationParameters creationParameters = default)
    {
        ArgumentNullException.ThrowIfNull(sharedSecret);
        using var lease = sharedSecret.Handle.Open();
        return DeriveKey(lease.Bytes, salt, info, algorithm, in creationParameters);
    }

    private protected void CheckOutput(Span<byte> bytes, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info)
    {
        if (bytes.Length > MaxCount)
            throw new ArgumentException($"At most {MaxCount} bytes can be derived.", nameof(bytes));
        if (bytes.Overlaps(salt) || bytes.Overlaps(info))
            throw new ArgumentException("The output overlaps the salt or the info.", nameof(bytes));
    }

    private protected abstract void DeriveBytesCore(
        ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> bytes);
}
