using System.Buffers.Binary;

namespace ContextExchange.Protocol;

/// <summary>
/// A system entry of a mailbox. Bytes: kind 1 || connection 16 || message 16 (zero where none) || at, ms since 1970, 8
/// ||
/// note length 2 || note.
/// </summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Connection">Which connection it is about.</param>
/// <param name="Message">Which message; the zero id where none.</param>
/// <param name="At">When it happened.</param>
/// <param name="Note">By kind: with <see cref="NoticeKind.SentBack"/> the owner's sealed note or empty, with
/// <see cref="NoticeKind.Suspended"/> the reason in ASCII, with <see cref="NoticeKind.Nack"/> the nack; otherwise
/// empty. At most 65,535 bytes.</param>
public sealed record Notice(
    NoticeKind Kind, ConnectionId Connection, EnvelopeId Message, DateTimeOffset At,
    ReadOnlyMemory<byte> Note = default)
{
    private const int FixedLength = 1 + 16 + 16 + 8 + 2;

    public byte[] ToBytes()
    {
        var note = Note.Span;
        var bytes = new byte[FixedLength + note.Length];
        bytes[0] = (byte)Kind;
        Connection.Value.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
        Message.Value.TryWriteBytes(bytes.AsSpan(17), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(33), At.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(41), checked((ushort)note.Length));
        note.CopyTo(bytes.AsSpan(FixedLength));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Notice? notice)
    {
        notice = null;
        if (bytes.Length < FixedLength || !Enum.IsDefined((NoticeKind)bytes[0]))
            return false;
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[41..]) != bytes.Length - FixedLength)
            return false;
        var at = BinaryPrimitives.ReadInt64BigEndian(bytes[33..]);
        if (at < 0 || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return false;
        notice = new Notice(
            (NoticeKind)bytes[0],
            new ConnectionId(new Guid(bytes[1..17], bigEndian: true)),
            new EnvelopeId(new Guid(bytes[17..33], bigEndian: true)),
            DateTimeOffset.FromUnixTimeMilliseconds(at),
            bytes[FixedLength..].ToArray());
        return true;
    }
}
