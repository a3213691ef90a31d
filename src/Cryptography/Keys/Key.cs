using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// A symmetric or private key in secret memory, bound to one algorithm. Disposal wipes it; later use throws
/// <see cref="ObjectDisposedException"/>. Safe to use from several threads, also while one of them disposes it.
/// </summary>
public sealed class Key : IDisposable
{
    private readonly SecretHandle _handle;
    private readonly PublicKey? _publicKey;
    private readonly ExportGate _gate;

    /// <summary>Creates a random key.</summary>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    public Key(Algorithm algorithm, in KeyCreationParameters creationParameters = default)
    {
        Span<byte> raw = stackalloc byte[CheckedRawSize(algorithm)];
        try
        {
            Sodium.RandomBytes(raw, (nuint)raw.Length);
            _handle = algorithm.BuildSecret(raw, out _publicKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }

        Algorithm = algorithm;
        _gate = new ExportGate(creationParameters.ExportPolicy);
    }

    private Key(Algorithm algorithm, SecretHandle handle, PublicKey? publicKey, KeyExportPolicies policy)
    {
        Algorithm = algorithm;
        _handle = handle;
        _publicKey = publicKey;
        _gate = new ExportGate(policy);
    }

    /// <summary>The algorithm that the key belongs to.</summary>
    public Algorithm Algorithm { get; }

    /// <summary>Whether and how often the key may be exported.</summary>
    public KeyExportPolicies ExportPolicy => _gate.Policy;

    /// <summary>Whether this is a private key.</summary>
    public bool HasPublicKey => _publicKey is not null;

    /// <summary>The public key that belongs to this private key; usable also after disposal.</summary>
    /// <exception cref="InvalidOperationException">This is a symmetric key.</exception>
    public PublicKey PublicKey =>
        _publicKey ?? throw new InvalidOperationException("A symmetric key has no public key.");

    /// <summary>Bytes of the raw key.</summary>
    public int Size => Algorithm.RawKeySize;

    internal SecretHandle Handle => _handle.Alive;

    /// <summary>Creates a random key.</summary>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    public static Key Create(Algorithm algorithm, in KeyCreationParameters creationParameters = default) =>
        new(algorithm, in creationParameters);

    /// <summary>Imports a key. The caller wipes the blob.</summary>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    /// <exception cref="FormatException">The blob is not exactly in the format.</exception>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    public static Key Import(
        Algorithm algorithm,
        ReadOnlySpan<byte> blob,
        KeyBlobFormat format,
        in KeyCreationParameters creationParameters = default) =>
        TryImport(algorithm, blob, format, out var key, in creationParameters)
            ? key
            : throw new FormatException($"The blob is not a key in the format {format}.");

    /// <summary>Imports a key. The caller wipes the blob.</summary>
    /// <returns>False, and null, if the blob is not exactly in the format.</returns>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    /// <exception cref="NotSupportedException">The algorithm has no keys.</exception>
    public static bool TryImport(
        Algorithm algorithm,
        ReadOnlySpan<byte> blob,
        KeyBlobFormat format,
        [NotNullWhen(true)] out Key? result,
        in KeyCreationParameters creationParameters = default)
    {
        CheckedRawSize(algorithm);
        CheckSecret(format);
        result = KeyBlob.TryRead(algorithm, format, blob, out var raw)
            ? FromRaw(algorithm, raw, in creationParameters)
            : null;
        return result is not null;
    }

    /// <summary>Exports the key; the caller wipes the result.</summary>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    /// <exception cref="InvalidOperationException">The export policy forbids it.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public byte[] Export(KeyBlobFormat format)
    {
        // Pinned, so that the collector leaves no second copy behind when it compacts.
        var blob = GC.AllocateUninitializedArray<byte>(GetExportBlobSize(format), pinned: true);
        TryExport(format, blob, out _);
        return blob;
    }

    /// <summary>The bytes that <see cref="Export"/> gives in this format.</summary>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    public int GetExportBlobSize(KeyBlobFormat format) => KeyBlob.Size(Algorithm, format);

    /// <summary>Exports the key into <paramref name="blob"/>; the caller wipes it.</summary>
    /// <returns>False if the blob is too small: nothing is written, and the size is that which is needed.</returns>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    /// <exception cref="InvalidOperationException">The export policy forbids it.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public bool TryExport(KeyBlobFormat format, Span<byte> blob, out int blobSize)
    {
        blobSize = GetExportBlobSize(format);
        if (format > 0)
            return PublicKey.TryExport(format, blob, out blobSize);
        using var lease = _handle.Open();
        if (blob.Length < blobSize)
            return false;
        _gate.Pass();
        KeyBlob.Write(Algorithm, format, lease.Bytes[..Size], blob);
        return true;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _handle.Dispose();

    internal static int CheckedRawSize(Algorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        return algorithm.RawKeySize > 0
            ? algorithm.RawKeySize
            : throw new NotSupportedException($"{algorithm.GetType().Name} has no keys.");
    }

    internal static Key FromRaw(
        Algorithm algorithm, ReadOnlySpan<byte> raw, in KeyCreationParameters creationParameters)
    {
        var handle = algorithm.BuildSecret(raw, out var publicKey);
        return new Key(algorithm, handle, publicKey, creationParameters.ExportPolicy);
    }

    private static void CheckSecret(KeyBlobFormat format)
    {
        if (format >= 0)
            throw new ArgumentException($"{format} is not a format of secret keys.", nameof(format));
    }
}
