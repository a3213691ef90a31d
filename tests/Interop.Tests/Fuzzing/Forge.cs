using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ContextExchange.Interop.Tests.Parties;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>
/// Signs and seals whatever it is given, by the text of docs/protocol/cxe1.md and not by the library: a rogue sender
/// with the right keys, whose records reach the checks behind the signature.
/// </summary>
internal sealed class Forge(SeededRandom random)
{
    private const int EpochFixed = 289;
    private const int Entry = 97;
    private const int Wrap = 80;

    /// <summary>An epoch that a rogue sender opened.</summary>
    public sealed record Opened(byte[] Record, byte[] Secret, Bytes32 Hash);

    /// <summary>Signs a body in its place.</summary>
    public static byte[] Sign(byte[] record, int bodySize, string purpose, Key key)
    {
        byte[] signed = [.. record];
        if (bodySize < 0 || signed.Length < bodySize + 64) return signed;
        Signature(key, purpose, SHA256.HashData(signed.AsSpan(0, bodySize))).CopyTo(signed, bodySize);
        return signed;
    }

    /// <summary>Signs everything before the last 64 bytes.</summary>
    public static byte[] Sign(byte[] record, string purpose, Key key) =>
        Sign(record, Math.Max(0, record.Length - 64), purpose, key);

    /// <summary>Signs an epoch again whose wraps stay what they are.</summary>
    public static byte[] SignEpoch(byte[] record, int replyPrekeys, int entries, Key dsk)
    {
        byte[] signed = [.. record];
        var header = EpochFixed + replyPrekeys * 179 + entries * Entry;
        if (signed.Length != header + 64 + entries * Wrap) return signed;
        var hash = EpochHash(signed.AsSpan(0, header), signed.AsSpan(header + 64));
        Signature(dsk, "epoch", SHA256.HashData(hash)).CopyTo(signed, header);
        return signed;
    }

    /// <summary>Wraps a new secret for all entries, and signs.</summary>
    /// <param name="header">The header; its commitment is replaced.</param>
    /// <param name="publicKeys">The readers' keys by key id; another one gets a wrap that nobody opens.</param>
    /// <param name="dsk">The sender device's key.</param>
    /// <param name="keepsCommitment">Whether the header's commitment stays, to whatever it commits.</param>
    public Opened OpenEpoch(
        byte[] header, IReadOnlyDictionary<Bytes32, Bytes32> publicKeys, Key dsk, bool keepsCommitment = false)
    {
        var secret = random.Bytes(32);
        byte[] bytes = [.. header];
        if (!keepsCommitment)
            HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, [.. "CXE1 commit"u8, .. bytes[3..19]])
                .CopyTo(bytes, 223);
        var wraps = new List<byte>();
        for (var at = EpochFixed + bytes[287] * 179; at + Entry <= bytes.Length; at += Entry)
            wraps.AddRange(WrapFor(bytes, bytes[at..(at + Entry)], publicKeys, secret));
        byte[] tail = [.. wraps];
        var hash = EpochHash(bytes, tail);
        return new([.. bytes, .. Signature(dsk, "epoch", SHA256.HashData(hash)), .. tail], secret, new(hash));
    }

    /// <summary>Seals a padded plaintext under a header.</summary>
    /// <param name="header">323 bytes; the epoch's hash, guard, bucket and ciphertext's hash are replaced.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="padded">Of a bucket's length, whatever is in it.</param>
    /// <param name="dsk">The sender device's key.</param>
    public byte[] SealEnvelope(byte[] header, Opened epoch, byte[] padded, Key dsk)
    {
        byte[] bytes = [.. header];
        epoch.Hash.CopyTo(bytes.AsSpan(84));
        random.Fill(bytes.AsSpan(274, 16));
        bytes[290] = (byte)(int.Log2(padded.Length + 16) - 8);
        var key = MessageKey(epoch, Math.Min(100, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(116))));
        byte[] info = [.. "CXE1 msg"u8, .. SHA256.HashData(bytes.AsSpan(0, 291))];
        var keyAndNonce = HKDF.Expand(HashAlgorithmName.SHA256, key, 44, info);
        var ciphertext = new byte[padded.Length + 16];
        using var aead = new System.Security.Cryptography.ChaCha20Poly1305(keyAndNonce.AsSpan(0, 32));
        aead.Encrypt(
            keyAndNonce.AsSpan(32),
            padded,
            ciphertext.AsSpan(0, padded.Length),
            ciphertext.AsSpan(padded.Length),
            bytes.AsSpan(0, 291));
        SHA256.HashData(ciphertext).CopyTo(bytes, 291);
        return [.. bytes, .. Signature(dsk, "msg", SHA256.HashData(bytes)), .. ciphertext];
    }

    /// <summary>A body with its length before it, filled up to the smallest bucket.</summary>
    public static byte[] Pad(byte[] body)
    {
        var size = 256;
        while (size - 20 < body.Length) size *= 2;
        var padded = new byte[size - 16];
        BinaryPrimitives.WriteInt32BigEndian(padded, body.Length);
        body.CopyTo(padded, 4);
        return padded;
    }

    private static byte[] MessageKey(Opened epoch, uint index)
    {
        byte[] info = [.. "CXE1 chain"u8, .. epoch.Hash.ToArray()];
        var chainKey = HKDF.Expand(HashAlgorithmName.SHA256, epoch.Secret, 32, info);
        for (var n = 0; n < index; n++) chainKey = HMACSHA256.HashData(chainKey, new byte[] { 2 });
        return HMACSHA256.HashData(chainKey, new byte[] { 1 });
    }

    private static byte[] WrapFor(
        byte[] header, byte[] entry, IReadOnlyDictionary<Bytes32, Bytes32> publicKeys, byte[] secret)
    {
        var keyId = new Bytes32(entry.AsSpan(65));
        if (!publicKeys.TryGetValue(keyId, out var publicKey)) return new byte[Wrap];
        var recipient = PublicKey.Import(
            KeyAgreementAlgorithm.X25519, publicKey.ToArray(), KeyBlobFormat.RawPublicKey);
        byte[] info = [.. "CXE1 wrap"u8, 0, 1, .. SHA256.HashData(header)];
        var wrap = new byte[Wrap];
        Hpke.SealBase(recipient, info, entry, secret, wrap.AsSpan(0, 32), wrap.AsSpan(32));
        return wrap;
    }

    private static byte[] EpochHash(ReadOnlySpan<byte> header, ReadOnlySpan<byte> wraps)
    {
        List<byte> input = [.. header];
        for (; wraps.Length >= Wrap; wraps = wraps[Wrap..]) input.AddRange(SHA256.HashData(wraps[..Wrap]));
        return SHA256.HashData([.. input]);
    }

    private static byte[] Signature(Key key, string purpose, byte[] digest) =>
        SignatureAlgorithm.Ed25519.Sign(key, [.. Encoding.ASCII.GetBytes($"CXE1/{purpose}\0"), .. digest]);
}
