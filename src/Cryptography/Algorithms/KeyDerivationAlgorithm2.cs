using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>
/// A key derivation in two steps: extract a pseudorandom key, expand it to the wanted length. All members are thread
/// safe.
/// </summary>
public abstract class KeyDerivationAlgorithm2 : KeyDerivationAlgorithm
{
    private protected KeyDerivationAlgorithm2(int pseudorandomKeySize, int maxCount)
        : base(maxCount) => PseudorandomKeySize = pseudorandomKeySize;

    /// <summary>Bytes of a pseudorandom key.</summary>
    public int PseudorandomKeySize { get; }

    /// <summary>Extracts a pseudorandom key.</summary>
    /// <exception cref="ArgumentException">The input is empty.</exception>
    public byte[] Extract(ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt)
    {
        var pseudorandomKey = new byte[PseudorandomKeySize];
        Extract(inputKeyingMaterial, salt, pseudorandomKey);
        return pseudorandomKey;
    }

    /// <inheritdoc cref="Extract(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public byte[] Extract(SharedSecret sharedSecret, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(sharedSecret);
        using var lease = sharedSecret.Handle.Open();
        return Extract(lease.Bytes, salt);
    }

    /// <summary>Extracts a pseudorandom key into <paramref name="pseudorandomKey"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The input is empty, or the output is not <see cref="PseudorandomKeySize"/> bytes long or overlaps the salt.
    /// </exception>
    public void Extract(ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt, Span<byte> pseudorandomKey)
    {
        if (inputKeyingMaterial.IsEmpty)
            throw new ArgumentException("There is nothing to extract from.", nameof(inputKeyingMaterial));
        if (pseudorandomKey.Length != PseudorandomKeySize)
            throw new ArgumentException($"The output has {PseudorandomKeySize} bytes.", nameof(pseudorandomKey));
        if (pseudorandomKey.Overlaps(salt))
            throw new ArgumentException("The output overlaps the salt.", nameof(pseudorandomKey));
        ExtractCore(inputKeyingMaterial, salt, pseudorandomKey);
    }

    /// <inheritdoc cref="Extract(ReadOnlySpan{byte}, ReadOnlySpan{byte}, Span{byte})"/>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public void Extract(SharedSecret sharedSecret, ReadOnlySpan<byte> salt, Span<byte> pseudorandomKey)
    {
        ArgumentNullException.ThrowIfNull(sharedSecret);
        using var lease = sharedSecret.Handle.Open();
        Extract(lease.Bytes, salt, pseudorandomKey);
    }

    /// <summary>Expands a pseudorandom key to <paramref name="count"/> bytes.</summary>
    /// <exception cref="ArgumentException">The pseudorandom key is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// More than <see cref="KeyDerivationAlgorithm.MaxCount"/> bytes were asked for.
    /// </exception>
    public byte[] Expand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        var bytes = new byte[count];
        Expand(pseudorandomKey, info, bytes);
        return bytes;
    }

    /// <summary>Expands a pseudorandom key into <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The pseudorandom key is too short, or the output is too long or overlaps an input.
    /// </exception>
    public void Expand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> bytes)
    {
        if (pseudorandomKey.Length < PseudorandomKeySize)
            throw new ArgumentException(
                $"A pseudorandom key has at least {PseudorandomKeySize} bytes.", nameof(pseudorandomKey));
        CheckOutput(bytes, pseudorandomKey, info);
        if (!bytes.IsEmpty)
            ExpandCore(pseudorandomKey, info, bytes);
    }

    /// <summary>Expands a pseudorandom key to a key of <paramref name="algorithm"/>.</summary>
    /// <exception cref="ArgumentException">The pseudorandom key is too short.</exception>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    public Key ExpandKey(
        ReadOnlySpan<byte> pseudorandomKey,
        ReadOnlySpan<byte> info,
        Algorithm algorithm,
        in KeyCreationParameters creationParameters = default)
    {
        Span<byte> raw = stackalloc byte[Key.CheckedRawSize(algorithm)];
        try
        {
            Expand(pseudorandomKey, info, raw);
            return Key.FromRaw(algorithm, raw, in creationParameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    private protected abstract void ExtractCore(
        ReadOnlySpan<byte> inputKeyingMaterial, ReadOnlySpan<byte> salt, Span<byte> pseudorandomKey);

    private protected abstract void ExpandCore(
        ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> bytes);
}
