using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// HMAC-SHA-256 (RFC 2104) under a key that lives for one call on the caller's stack, such as a chain key: no
/// allocation. The caller wipes the key. All members are thread safe.
/// </summary>
public static class EphemeralMac
{
    /// <summary>The length of a code in bytes.</summary>
    public const int MacSize = 32;

    /// <summary>Computes HMAC-SHA-256.</summary>
    /// <param name="key">Any length; use 32 bytes.</param>
    /// <param name="data">May be empty.</param>
    /// <param name="mac">Exactly 32 bytes; may be the same memory as <paramref name="key"/>.</param>
    /// <exception cref="ArgumentException">The output has the wrong length.</exception>
    public static void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac)
    {
        if (mac.Length != MacSize)
            throw new ArgumentException($"The code has {MacSize} bytes.", nameof(mac));
        // libsodium's state holds 64-bit words, so it is allocated as such.
        Span<ulong> words = stackalloc ulong[Sodium.HmacSha256StateSize / sizeof(ulong)];
        var state = MemoryMarshal.AsBytes(words);
        try
        {
            if (Sodium.HmacSha256Init(state, key, (nuint)key.Length) != 0)
                throw new CryptographicException("crypto_auth_hmacsha256_init failed.");
            Finish(state, data, mac);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(state);
        }
    }

    internal static void Finish(Span<byte> state, ReadOnlySpan<byte> data, Span<byte> mac)
    {
        if (Sodium.HmacSha256Update(state, data, (ulong)data.Length) != 0)
            throw new CryptographicException("crypto_auth_hmacsha256_update failed.");
        if (Sodium.HmacSha256Final(state, mac) != 0)
            throw new CryptographicException("crypto_auth_hmacsha256_final failed.");
    }
}
