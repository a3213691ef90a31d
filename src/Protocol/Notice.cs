using System.Buffers.Binary;
using System.Text;

namespace ContextExchange.Protocol;

/// <summary>
/// A system entry of a mailbox. Bytes: kind 1 || connection 16 || message 16 (zero where none) || at, ms since 1970, 8
/// ||
/// note length 2 || note, UTF-8.
/// </summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Connection">Which connection it is about.</param>
/// <param name="Message">Which message; the zero id where none.</param>
/// <param name="At">When it happened.</param>
/// <param name="Note">The owner's words with <see cref="NoticeKind.SentBack"/>; otherwise empty.</param>
public sealed record Notice(
    NoticeKind Kind, ConnectionId Connection, EnvelopeId Message, DateTimeOffset At, string Note)
{
    private const int FixedLength = 1 + 16 + 16 + 8 + 2;

    public byte[] ToBytes()
    {
        var note = Encoding.UTF8.GetBytes(Note);
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
            Encoding.UTF8.GetString(bytes[FixedLength..]));
        return true;
    }
}
