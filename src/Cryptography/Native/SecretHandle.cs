using System.Runtime.InteropServices;

namespace ContextExchange.Cryptography.Native;

/// <summary>
/// Owns a few bytes of secret memory (locked, outside the managed heap). Wipes them when the last user is gone. Passing
/// the handle to a native function keeps it alive during the call and throws ObjectDisposedException afterwards.
/// </summary>
internal sealed class SecretHandle : SafeHandle
{
    private volatile bool _disposed;

    private SecretHandle(int size)
        : base(0, ownsHandle: true)
    {
        Size = size;
        SetHandle(SecretArena.Rent(size));
    }

    /// <summary>The number of bytes.</summary>
    public int Size { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// This handle, for one call. A SafeHandle by itself would take new users after its disposal for as long as an
    /// earlier user has not finished.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public SecretHandle Alive
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SecretHandle));
            return this;
        }
    }

    /// <summary>Zeroed secret memory.</summary>
    public static SecretHandle Allocate(int size) => new(size);

    public static SecretHandle CopyOf(ReadOnlySpan<byte> secret)
    {
        var handle = new SecretHandle(secret.Length);
        using var lease = handle.Open();
        secret.CopyTo(lease.Bytes);
        return handle;
    }

    /// <summary>
    /// Gives access to the bytes until the lease is disposed, even if the handle is disposed meanwhile.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The secret has been disposed.</exception>
    public SecretLease Open()
    {
        var added = false;
        Alive.DangerousAddRef(ref added);
        return new SecretLease(this);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        SecretArena.Return(handle, Size);
        return true;
    }
}
