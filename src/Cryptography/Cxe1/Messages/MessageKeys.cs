using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The hash ratchet of an epoch: CK_n gives MK_n, the guard and CK_(n+1), and none of them gives CK_n back.
/// </summary>
internal static class MessageKeys
{
    public const int KeySize = 32;
    public const int NonceSize = 12;

    /// <summary>MK_n = HMAC(CK_n, 0x01).</summary>
    public static void MessageKey(ReadOnlySpan<byte> chainKey, Span<byte> messageKey) =>
        EphemeralMac.HmacSha256(chainKey, [0x01], messageKey);

    /// <summary>CK_(n+1) = HMAC(CK_n, 0x02), in place: the old key is gone.</summary>
    public static void Advance(Span<byte> chainKey)
    {
        Span<byte> next = stackalloc byte[KeySize];
        EphemeralMac.HmacSha256(chainKey, [0x02], next);
        next.CopyTo(chainKey);
        CryptographicOperations.ZeroMemory(next);
    }

    /// <summary>
    /// The first 16 bytes of HMAC(CK_n, 0x03 || random || H(padded) || H(H0 with guard zero)). Two clones of a sender
    /// have the same CK_n, but not the same guard for different texts, even if their randomness repeats.
    /// </summary>
    public static void Guard(
        ReadOnlySpan<byte> chainKey,
        ReadOnlySpan<byte> random,
        ReadOnlySpan<byte> padded,
        ReadOnlySpan<byte> h0,
        Span<byte> guard)
    {
        Span<byte> input = stackalloc byte[1 + 3 * Bytes32.Size];
        var writer = new WireWriter(input);
        writer.Byte(0x03);
        writer.Bytes(random);
        writer.Bytes32(Bytes32.Sha256(padded));
        writer.Bytes32(Bytes32.Sha256(h0));
        Span<byte> mac = stackalloc byte[EphemeralMac.MacSize];
        EphemeralMac.HmacSha256(chainKey, input, mac);
        mac[..EnvelopeLayout.GuardSize].CopyTo(guard);
    }

    /// <summary>key || nonce = Expand(MK_n, "CXE1 msg" || H(H0), 44).</summary>
    public static void KeyAndNonce(ReadOnlySpan<byte> messageKey, ReadOnlySpan<byte> h0, Span<byte> keyAndNonce)
    {
        Span<byte> info = stackalloc byte["CXE1 msg"u8.Length + Bytes32.Size];
        var writer = new WireWriter(info);
        writer.Bytes("CXE1 msg"u8);
        writer.Bytes32(Bytes32.Sha256(h0));
        HKDF.Expand(HashAlgorithmName.SHA256, messageKey, keyAndNonce, info);
    }
}
