using System.Diagnostics.CodeAnalysis;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// The result of a key agreement and the input of a key derivation, in secret memory. Disposal wipes it. Safe to use
/// from several threads, also while one of them disposes it.
/// </summary>
public sealed class SharedSecret : IDisposable
{
    private const int MaxImport = 128;

    private readonly ExportGate _gate;

    internal SharedSecret(SecretHandle handle, KeyExportPolicies policy)
    {
        Handle = handle;
        _gate = new ExportGate(policy);
    }

    /// <summary>Whether and how often the secret may be exported.</summary>
    public KeyExportPolicies ExportPolicy => _gate.Policy;

    /// <summary>The number of bytes.</summary>
    public int Size => Handle.Size;

    internal SecretHandle Handle { get; }

    /// <summary>Imports a secret of 1 to 128 bytes. The caller wipes the blob.</summary>
    /// <exception cref="ArgumentException">The format is not supported.</exception>
    /// <exception cref="FormatException">The blob is empty or too long.</exception>
    public static SharedSecret Import(
        ReadOnlySpan<byte> blob,
        SharedSecretBlobFormat format,
        in SharedSecretCreationParameters creationParameters = default) =>
        TryImport(blob, format, out var secret, in creationParameters)
            ? secret
            : throw new FormatException($"A shared secret has 1 to {MaxImport} bytes.");

    /// <summary>Imports a secret of 1 to 128 bytes. The caller wipes the blob.</summary>
    /// <returns>False, and null, if the blob is empty or too long.</returns>
    /// <exception cref="ArgumentException">The format is not supported.</exception>
    public static bool TryImport(
        ReadOnlySpan<byte> blob,
        SharedSecretBlobFormat format,
        [NotNullWhen(true)] out SharedSecret? result,
        in SharedSecretCreationParameters creationParameters = default)
    {
        CheckFormat(format);
        result = blob.Length is > 0 and <= MaxImport
            ? new SharedSecret(SecretHandle.CopyOf(blob), creationParameters.ExportPolicy)
            : null;
        return result is not null;
    }

    /// <summary>Exports the secret; the caller wipes the result.</summary>
    /// <exception cref="ArgumentException">The format is not supported.</exception>
    /// <exception cref="InvalidOperationException">The export policy forbids it.</exception>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public byte[] Export(SharedSecretBlobFormat format)
    {
        var blob = GC.AllocateUninitializedArray<byte>(GetExportBlobSize(format), pinned: true);
        TryExport(format, blob, out _);
        return blob;
    }

    /// <summary>The bytes that <see cref="Export"/> gives in this format.</summary>
    /// <exception cref="ArgumentException">The format is not supported.</exception>
    public int GetExportBlobSize(SharedSecretBlobFormat format)
    {
        CheckFormat(format);
        return Size;
    }

    /// <summary>Exports the secret into <paramref name="blob"/>; the caller wipes it.</summary>
    /// <returns>False if the blob is too small: nothing is written, and the size is that which is needed.</returns>
    /// <exception cref="ArgumentException">The format is not supported.</exception>
    /// <exception cref="InvalidOperationException">The export policy forbids it.</exception>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public bool TryExport(SharedSecretBlobFormat format, Span<byte> blob, out int blobSize)
    {
        blobSize = GetExportBlobSize(format);
        using var lease = Handle.Open();
        if (blob.Length < blobSize)
            return false;
        _gate.Pass();
        lease.Bytes.CopyTo(blob);
        return true;
    }

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => Handle.Dispose();

    private static void CheckFormat(SharedSecretBlobFormat format)
    {
        if (format != SharedSecretBlobFormat.RawSharedSecret)
            throw new ArgumentException($"Shared secrets have no format {format}.", nameof(format));
    }
}
