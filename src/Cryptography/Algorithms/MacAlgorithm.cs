using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>A message authentication code. All members are thread safe.</summary>
public abstract class MacAlgorithm : Algorithm
{
    private protected MacAlgorithm(int keySize, int macSize)
    {
        KeySize = keySize;
        MacSize = macSize;
    }

    /// <summary>HMAC-SHA-256 (RFC 2104) with 32-byte keys and codes.</summary>
    public static HmacSha256 HmacSha256 { get; } = new();

    /// <summary>Bytes of a key.</summary>
    public int KeySize { get; }

    /// <summary>Bytes of a code.</summary>
    public int MacSize { get; }

    internal sealed override int RawKeySize => KeySize;

    /// <summary>Computes the code of <paramref name="data"/>.</summary>
    /// <exception cref="ArgumentException">The key belongs to another algorithm.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public byte[] Mac(Key key, ReadOnlySpan<byte> data)
    {
        var mac = new byte[MacSize];
        Mac(key, data, mac);
        return mac;
    }

    /// <summary>Computes the code of <paramref name="data"/> into <paramref name="mac"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The key belongs to another algorithm, or the output is not <see cref="MacSize"/> bytes long.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public void Mac(Key key, ReadOnlySpan<byte> data, Span<byte> mac)
    {
        CheckKey(key);
        if (mac.Length != MacSize)
            throw new ArgumentException($"A code has {MacSize} bytes.", nameof(mac));
        MacCore(key, data, mac);
    }

    /// <summary>
    /// Whether <paramref name="mac"/> is the code of <paramref name="data"/>, compared in constant time.
    /// </summary>
    /// <exception cref="ArgumentException">The key belongs to another algorithm.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public bool Verify(Key key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> mac)
    {
        CheckKey(key);
        Span<byte> expected = stackalloc byte[MacSize];
        MacCore(key, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, mac);
    }

    private protected abstract void MacCore(Key key, ReadOnlySpan<byte> data, Span<byte> mac);
}
