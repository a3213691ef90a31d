using System.Buffers;
using System.Buffers.Binary;

namespace ContextExchange.Protocol.Frames;

/// <summary>The binary side of a field: where it ends and which values it may have.</summary>
internal static class FieldBytes
{
    /// <summary>The greatest number on the wire, 2^53-1: every JSON reader keeps it exactly.</summary>
    public const long MaxNumber = (1L << 53) - 1;

    private static readonly SearchValues<byte> Visible =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(i => (byte)i)]);

    /// <summary>
    /// Takes the field's own bytes (without a length byte) off the payload; false where they are too few or too many.
    /// </summary>
    public static bool TryTake(in FrameField field, ref ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        var length = field.FixedSize;
        if (field.Kind is FieldKind.Rest or FieldKind.Text)
        {
            length = payload.Length;
            if (length < field.Min || length > field.Max) return false;
        }
        else if (field.Kind == FieldKind.Prefixed)
        {
            if (payload.IsEmpty) return false;
            length = payload[0];
            if (length != 0 && length != field.Max) return false;
            payload = payload[1..];
        }

        if (payload.Length < length) return false;
        bytes = payload[..length];
        payload = payload[length..];
        return true;
    }

    /// <summary>Whether the field may have this value.</summary>
    public static FrameError Check(in FrameField field, ReadOnlySpan<byte> bytes)
    {
        var known = field.Kind switch
        {
            FieldKind.Number =>
                BinaryPrimitives.ReadUInt64BigEndian(bytes) is var value
                && value >= (ulong)field.Min && value <= MaxNumber,
            FieldKind.Flag => bytes[0] <= 1,
            FieldKind.Status or FieldKind.EntryKind or FieldKind.Refusal =>
                FieldCodes.NameOf(field.Kind, bytes[0]) is not null,
            FieldKind.Id or FieldKind.Milliseconds or FieldKind.Bytes or FieldKind.Prefixed or FieldKind.Rest => true,
            FieldKind.Text => true,
            _ => false,
        };
        if (!known) return FrameError.OutOfRange;
        var readable = field.Kind != FieldKind.Text || !bytes.ContainsAnyExcept(Visible);
        return readable ? FrameError.None : FrameError.WrongValue;
    }
}
