using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// Access to the bytes of a secret for the length of a <c>using</c>. The bytes stay where they are and stay valid until
/// <see cref="Dispose"/>, also when the owner is disposed by another thread meanwhile.
/// </summary>
public unsafe ref struct SecretLease
{
    private SecretHandle? _handle;

    // The handle's reference count was raised by the caller.
    internal SecretLease(SecretHandle handle) => _handle = handle;

    /// <summary>The secret bytes themselves, not a copy; writing changes the secret. Never keep the span.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public readonly Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle is null, typeof(SecretLease));
            return new Span<byte>((void*)_handle.DangerousGetHandle(), _handle.Size);
        }
    }

    /// <summary>Ends the access.</summary>
    public void Dispose()
    {
        _handle?.DangerousRelease();
        _handle = null;
    }
}
