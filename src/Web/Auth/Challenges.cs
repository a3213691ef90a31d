using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The nonces that sign-in proofs are bound to: single use, 60 seconds. Nothing is kept for an issued one (its time and
/// an HMAC stand in it); a used one is remembered by the session that was issued for it, whose public id follows from
/// the nonce: a second session of one nonce cannot be issued, on no silo and after no crash.
/// </summary>
internal sealed class Challenges(Pepper pepper, TimeProvider clock)
{
    public const int Size = 32;
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const int TagOffset = 16;

    /// <summary>A new nonce (expiry 8, random 8, tag 16) and when it expires.</summary>
    public (byte[] Nonce, DateTimeOffset ExpiresAt) Create()
    {
        var expiry = clock.GetUtcNow().Add(Lifetime).ToUnixTimeMilliseconds();
        var nonce = new byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(nonce, expiry);
        RandomNumberGenerator.Fill(nonce.AsSpan(8, 8));
        pepper.TagOfChallenge(nonce.AsSpan(0, TagOffset)).AsSpan(0, Size - TagOffset).CopyTo(nonce.AsSpan(TagOffset));
        return (nonce, DateTimeOffset.FromUnixTimeMilliseconds(expiry));
    }

    /// <summary>Whether this server made the nonce and it has not expired. Does not use it up.</summary>
    public bool IsGenuine(ReadOnlySpan<byte> nonce)
    {
        if (nonce.Length != Size)
            return false;
        var tag = pepper.TagOfChallenge(nonce[..TagOffset]).AsSpan(0, Size - TagOffset);
        return CryptographicOperations.FixedTimeEquals(tag, nonce[TagOffset..])
            && clock.GetUtcNow().ToUnixTimeMilliseconds() < BinaryPrimitives.ReadInt64BigEndian(nonce);
    }
}
