using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace ContextExchange.Protocol.Frames;

/// <summary>The JSON side of a field: from a member into the binary payload and back.</summary>
internal static class FieldJson
{
    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Appends the field's bytes; lengths and ranges are checked once more on the whole payload.</summary>
    public static FrameError Read(IBufferWriter<byte> payload, in FrameField field, in JsonMember member)
    {
        switch (field.Kind)
        {
            case FieldKind.Id:
                return ReadId(payload, member);
            case FieldKind.Number:
                var tooFar = ReadInteger(member, field.Min, FieldBytes.MaxNumber, out var number);
                BinaryPrimitives.WriteInt64BigEndian(Take(payload, 8), number);
                return tooFar;
            case FieldKind.Milliseconds:
                var tooLong = ReadInteger(member, 0, uint.MaxValue, out var milliseconds);
                BinaryPrimitives.WriteUInt32BigEndian(Take(payload, 4), (uint)milliseconds);
                return tooLong;
            case FieldKind.Flag:
                Take(payload, 1)[0] = member.Kind == JsonTokenType.True ? (byte)1 : (byte)0;
                var isFlag = member.Kind is JsonTokenType.True or JsonTokenType.False;
                return isFlag ? FrameError.None : FrameError.WrongValue;
            case FieldKind.Status or FieldKind.EntryKind or FieldKind.Refusal:
                if (member.Kind != JsonTokenType.String) return FrameError.WrongValue;
                var known = FieldCodes.TryFind(field.Kind, member.Value.Span, out var code);
                Take(payload, 1)[0] = code;
                return known ? FrameError.None : FrameError.OutOfRange;
            case FieldKind.Bytes or FieldKind.Prefixed or FieldKind.Rest:
                return ReadBytes(payload, field, member);
            case FieldKind.Text:
                if (member.Kind != JsonTokenType.String) return FrameError.WrongValue;
                if (member.Value.Length < field.Min || member.Value.Length > field.Max) return FrameError.WrongLength;
                payload.Write(member.Value.Span);
                return FrameError.None;
            default:
                throw new InvalidOperationException($"No such kind of field: {field.Kind}.");
        }
    }

    /// <summary>Appends an optional field whose member is absent.</summary>
    public static void ReadAbsent(IBufferWriter<byte> payload, in FrameField field) =>
        Take(payload, field.FixedSize).Clear();

    /// <summary>
    /// Reads plain digits: a fraction, an exponent or a string is the wrong value, a sign out of range.
    /// </summary>
    public static FrameError ReadInteger(in JsonMember member, long min, long max, out long value)
    {
        value = 0;
        if (member.Kind != JsonTokenType.Number) return FrameError.WrongValue;
        var digits = member.Value.Span;
        if (digits[0] == (byte)'-' && !digits[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return FrameError.OutOfRange;
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return FrameError.WrongValue;
        var fits = long.TryParse(digits, out value) && value >= min && value <= max;
        return fits ? FrameError.None : FrameError.OutOfRange;
    }

    /// <summary>Writes the member; nothing for an empty optional field.</summary>
    public static void Write(Utf8JsonWriter json, in FrameField field, ReadOnlySpan<byte> bytes)
    {
        switch (field.Kind)
        {
            case FieldKind.Id:
                json.WriteString(field.Name, new Guid(bytes, bigEndian: true).ToString("N"));
                break;
            case FieldKind.Number:
                json.WriteNumber(field.Name, BinaryPrimitives.ReadInt64BigEndian(bytes));
                break;
            case FieldKind.Milliseconds:
                json.WriteNumber(field.Name, BinaryPrimitives.ReadUInt32BigEndian(bytes));
                break;
            case FieldKind.Flag:
                json.WriteBoolean(field.Name, bytes[0] == 1);
                break;
            case FieldKind.Status or FieldKind.EntryKind or FieldKind.Refusal:
                if (FieldCodes.NameOf(field.Kind, bytes[0]) is { Length: > 0 } name) json.WriteString(field.Name, name);
                break;
            case FieldKind.Bytes or FieldKind.Prefixed or FieldKind.Rest:
                if (!bytes.IsEmpty || !field.Optional) WriteBytes(json, field.Name, bytes);
                break;
            case FieldKind.Text:
                json.WriteString(field.Name, bytes);
                break;
            default:
                throw new InvalidOperationException($"No such kind of field: {field.Kind}.");
        }
    }

    private static FrameError ReadId(IBufferWriter<byte> payload, in JsonMember member)
    {
        if (member.Kind != JsonTokenType.String) return FrameError.WrongValue;
        var text = member.Value.Span;
        if (text.ContainsAnyExcept(Hex)) return FrameError.WrongValue;
        if (text.Length != 32) return FrameError.WrongLength;
        Convert.FromHexString(Encoding.ASCII.GetString(text), Take(payload, 16), out _, out _);
        return FrameError.None;
    }

    private static FrameError ReadBytes(IBufferWriter<byte> payload, in FrameField field, in JsonMember member)
    {
        if (member.Kind != JsonTokenType.String) return FrameError.WrongValue;
        var text = member.Value.Span;
        if (!Base64UrlText.IsCanonical(text)) return FrameError.WrongValue;
        var length = Base64UrlText.LengthOf(text);
        // An empty optional string is written by leaving the member out, and in no other way.
        if (length > field.Max || length < Math.Max(field.Min, 1)) return FrameError.WrongLength;
        if (field.Kind == FieldKind.Prefixed) Take(payload, 1)[0] = (byte)length;
        Base64Url.DecodeFromUtf8(text, Take(payload, length));
        return FrameError.None;
    }

    private static void WriteBytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        var text = ArrayPool<byte>.Shared.Rent(Base64Url.GetEncodedLength(bytes.Length));
        var written = Base64Url.EncodeToUtf8(bytes, text);
        json.WriteString(name, text.AsSpan(0, written));
        ArrayPool<byte>.Shared.Return(text);
    }

    private static Span<byte> Take(IBufferWriter<byte> payload, int length)
    {
        var span = payload.GetSpan(length)[..length];
        payload.Advance(length);
        return span;
    }
}
