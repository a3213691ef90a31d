using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// Secret bytes that are not a key of one algorithm (chain keys, epoch secrets): locked memory outside the managed
/// heap, wiped on disposal. Instances are safe to dispose while another thread reads; writers synchronise themselves.
/// </summary>
public sealed class SecretBuffer : IDisposable
{
    private readonly SecretHandle _handle;

    /// <summary>Creates a buffer of zeros.</summary>
    /// <param name="length">Number of bytes, at least 1.</param>
    public SecretBuffer(int length) => _handle = SecretHandle.Allocate(length);

    private SecretBuffer(SecretHandle handle) => _handle = handle;

    /// <summary>The number of bytes.</summary>
    public int Length => _handle.Size;

    /// <summary>
    /// Creates a buffer that holds a copy of <paramref name="secret"/>; the caller wipes the original.
    /// </summary>
    public static SecretBuffer CopyOf(ReadOnlySpan<byte> secret) => new(SecretHandle.CopyOf(secret));

    /// <summary>Creates a buffer of <paramref name="length"/> random bytes.</summary>
    public static SecretBuffer Random(int length)
    {
        var buffer = new SecretBuffer(length);
        using var lease = buffer.Open();
        Sodium.RandomBytes(lease.Bytes, (nuint)length);
        return buffer;
    }

    /// <summary>Gives access to the bytes: <c>using var lease = buffer.Open(); ... lease.Bytes</c>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been disposed.</exception>
    public SecretLease Open() => _handle.Open();

    /// <summary>Wipes the bytes. Further access throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _handle.Dispose();
}
