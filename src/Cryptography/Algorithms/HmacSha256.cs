using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>HMAC-SHA-256 (RFC 2104): 32-byte keys, 32-byte codes.</summary>
public sealed class HmacSha256 : MacAlgorithm
{
    internal HmacSha256()
        : base(keySize: 32, macSize: 32)
    {
    }

    private protected override void MacCore(Key key, ReadOnlySpan<byte> data, Span<byte> mac)
    {
        Span<ulong> words = stackalloc ulong[Sodium.HmacSha256StateSize / sizeof(ulong)];
        var state = MemoryMarshal.AsBytes(words);
        try
        {
            if (Sodium.HmacSha256Init(state, key.Handle, (nuint)KeySize) != 0)
                throw new CryptographicException("crypto_auth_hmacsha256_init failed.");
            EphemeralMac.Finish(state, data, mac);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(state);
        }
    }
}
