using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography;

/// <summary>A public key, bound to one algorithm. Immutable; compared by algorithm and bytes.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private readonly byte[] _bytes;

    internal PublicKey(Algorithm algorithm, byte[] bytes)
    {
        Algorithm = algorithm;
        _bytes = bytes;
    }

    /// <summary>The algorithm that the key belongs to.</summary>
    public Algorithm Algorithm { get; }

    /// <summary>Bytes of the raw key.</summary>
    public int Size => _bytes.Length;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Imports a public key. Its length is checked here, the point itself wherever it is used.</summary>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    /// <exception cref="FormatException">The blob is not exactly in the format.</exception>
    /// <exception cref="NotSupportedException">The algorithm has no public keys.</exception>
    public static PublicKey Import(Algorithm algorithm, ReadOnlySpan<byte> blob, KeyBlobFormat format) =>
        TryImport(algorithm, blob, format, out var key)
            ? key
            : throw new FormatException($"The blob is not a public key in the format {format}.");

    /// <summary>Imports a public key. Its length is checked here, the point itself wherever it is used.</summary>
    /// <returns>False, and null, if the blob is not exactly in the format.</returns>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    /// <exception cref="NotSupportedException">The algorithm has no public keys.</exception>
    public static bool TryImport(
        Algorithm algorithm, ReadOnlySpan<byte> blob, KeyBlobFormat format, [NotNullWhen(true)] out PublicKey? result)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        if (algorithm.RawPublicKeySize == 0)
            throw new NotSupportedException($"{algorithm.GetType().Name} has no public keys.");
        CheckPublic(format);
        result = KeyBlob.TryRead(algorithm, format, blob, out var raw) ? new PublicKey(algorithm, raw.ToArray()) : null;
        return result is not null;
    }

    /// <summary>Writes the key in the given format.</summary>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    public byte[] Export(KeyBlobFormat format)
    {
        var blob = new byte[GetExportBlobSize(format)];
        KeyBlob.Write(Algorithm, format, _bytes, blob);
        return blob;
    }

    /// <summary>The bytes that <see cref="Export"/> gives in this format.</summary>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    public int GetExportBlobSize(KeyBlobFormat format)
    {
        CheckPublic(format);
        return KeyBlob.Size(Algorithm, format);
    }

    /// <summary>Writes the key in the given format into <paramref name="blob"/>.</summary>
    /// <returns>False if the blob is too small: nothing is written, and the size is that which is needed.</returns>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    public bool TryExport(KeyBlobFormat format, Span<byte> blob, out int blobSize)
    {
        blobSize = GetExportBlobSize(format);
        if (blob.Length < blobSize)
            return false;
        KeyBlob.Write(Algorithm, format, _bytes, blob);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) =>
        other is not null && ReferenceEquals(Algorithm, other.Algorithm) && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    private static void CheckPublic(KeyBlobFormat format)
    {
        if (format <= 0)
            throw new ArgumentException($"{format} is not a format of public keys.", nameof(format));
    }
}
