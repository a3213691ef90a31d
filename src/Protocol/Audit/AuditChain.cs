using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Protocol;

/// <summary>
/// The hash chain of the audit log: hash(n) = SHA-256(hash(n-1) || canonical bytes of record n), hash(0) = 32 zero
/// bytes.
/// Canonical bytes: position 8 || at, ms since 1970, 8 || then actor, action, subject, outcome and origin, each as
/// length 4 || UTF-8. Numbers are big-endian.
/// </summary>
public static class AuditChain
{
    /// <summary>Bytes of every hash of the chain.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    private const int Fields = 5;

    /// <summary>The hash before the first record: 32 zero bytes.</summary>
    public static ReadOnlyMemory<byte> Start { get; } = new byte[HashLength];

    /// <summary>The chain's hash after one more record.</summary>
    /// <param name="previous">The hash of the position before (32 bytes).</param>
    /// <param name="position">The record's place, from 1.</param>
    /// <param name="at">When it happened; the chain keeps milliseconds.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">What was done.</param>
    /// <param name="subject">What it was about; empty where there is nothing.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="origin">The keyed hash of the caller's address; empty for the server.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentException"><paramref name="previous"/> is not 32 bytes long.</exception>
    public static byte[] Next(
        ReadOnlySpan<byte> previous, long position, DateTimeOffset at, string actor, string action, string subject,
        string outcome, string origin)
    {
        if (previous.Length != HashLength)
            throw new ArgumentException("A hash of the chain is 32 bytes.", nameof(previous));
        var length = HashLength + 16 + (Fields * 4) + Length(actor) + Length(action) + Length(subject) + Length(outcome)
            + Length(origin);
        var bytes = new byte[length];
        previous.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(HashLength), position);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(HashLength + 8), at.ToUnixTimeMilliseconds());
        var rest = bytes.AsSpan(HashLength + 16);
        rest = Write(rest, actor);
        rest = Write(rest, action);
        rest = Write(rest, subject);
        rest = Write(rest, outcome);
        Write(rest, origin);
        return SHA256.HashData(bytes);
    }

    private static int Length(string text) => Encoding.UTF8.GetByteCount(text);

    private static Span<byte> Write(Span<byte> to, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, to[4..]);
        BinaryPrimitives.WriteInt32BigEndian(to, length);
        return to[(4 + length)..];
    }
}
