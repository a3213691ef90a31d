using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Writes and reads the body of a plaintext: a fixed prefix of 44 bytes that holds every length, then four texts in
/// strict UTF-8. Nothing may follow.
/// </summary>
public static class ContentCodec
{
    private const byte ContentVersion = 1;
    private const int PrefixSize = 44;

    /// <summary>Writes the body.</summary>
    /// <param name="content">The content.</param>
    /// <param name="body">The bytes; null on refusal.</param>
    /// <param name="error">
    /// <see cref="Cxe1Error.InvalidText"/> for a lone surrogate, <see cref="Cxe1Error.ContentTooLong"/>.
    /// </param>
    public static bool TryWrite(MessageContent content, [NotNullWhen(true)] out byte[]? body, out Cxe1Error error)
    {
        body = null;
        string[] texts = [content.Subject, content.Note, content.SchemaId ?? "", content.Text];
        Span<int> lengths = stackalloc int[texts.Length];
        error = Measure(texts, lengths);
        if (error != Cxe1Error.None) return false;
        body = new byte[PrefixSize + lengths[0] + lengths[1] + lengths[2] + lengths[3]];
        var writer = new WireWriter(body);
        writer.Byte(ContentVersion);
        writer.Byte((byte)content.Type);
        writer.Id(content.ThreadId);
        writer.Id(content.LogicalId);
        writer.UInt16((ushort)lengths[0]);
        writer.UInt16((ushort)lengths[1]);
        writer.UInt16((ushort)lengths[2]);
        writer.UInt32((uint)lengths[3]);
        var rest = body.AsSpan(PrefixSize);
        for (var i = 0; i < texts.Length; i++)
        {
            // Replacement is off, so a lone surrogate ends the conversion instead of becoming U+FFFD.
            if (Utf8.FromUtf16(texts[i], rest[..lengths[i]], out _, out _, replaceInvalidSequences: false)
                != OperationStatus.Done)
            {
                body = null;
                error = Cxe1Error.InvalidText;
                return false;
            }
            rest = rest[lengths[i]..];
        }
        return true;
    }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out MessageContent? content, out Cxe1Error error)
    {
        content = null;
        error = Check(body);
        if (error != Cxe1Error.None) return false;
        var reader = new WireReader(body);
        reader.Byte();
        var type = (ContentType)reader.Byte();
        var thread = reader.Id();
        var logical = reader.Id();
        int subject = reader.UInt16(), note = reader.UInt16(), schema = reader.UInt16(), text = (int)reader.UInt32();
        content = new()
        {
            Type = type,
            ThreadId = thread,
            LogicalId = logical,
            Subject = Encoding.UTF8.GetString(reader.Take(subject)),
            Note = Encoding.UTF8.GetString(reader.Take(note)),
            SchemaId = schema == 0 ? null : Encoding.UTF8.GetString(reader.Take(schema)),
            Text = Encoding.UTF8.GetString(reader.Take(text)),
        };
        return true;
    }

    private static Cxe1Error Measure(string[] texts, Span<int> lengths)
    {
        for (var i = 0; i < texts.Length; i++) lengths[i] = Encoding.UTF8.GetByteCount(texts[i]);
        return FitsLimits(lengths[0], lengths[1], lengths[2])
            && PrefixSize + (long)lengths[0] + lengths[1] + lengths[2] + lengths[3] <= Bucket.MaxBody
            ? Cxe1Error.None
            : Cxe1Error.ContentTooLong;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> body)
    {
        if (body.Length < PrefixSize) return Cxe1Error.WrongLength;
        var reader = new WireReader(body[34..]);
        int subject = reader.UInt16(), note = reader.UInt16(), schema = reader.UInt16();
        if (PrefixSize + (long)subject + note + schema + reader.UInt32() != body.Length) return Cxe1Error.WrongLength;
        if (body[0] != ContentVersion) return Cxe1Error.UnknownVersion;
        if (body[1] is < (byte)ContentType.Text or > (byte)ContentType.Request) return Cxe1Error.UnknownValue;
        return FitsLimits(subject, note, schema) && Valid(body, subject, note, schema)
            ? Cxe1Error.None
            : Cxe1Error.InvalidText;
    }

    /// <summary>Each text alone is strict UTF-8: a character may not reach over the border of two fields.</summary>
    private static bool Valid(ReadOnlySpan<byte> body, int subject, int note, int schema)
    {
        var reader = new WireReader(body[PrefixSize..]);
        return Utf8.IsValid(reader.Take(subject))
            && Utf8.IsValid(reader.Take(note))
            && Utf8.IsValid(reader.Take(schema))
            && Utf8.IsValid(body[(PrefixSize + subject + note + schema)..]);
    }

    private static bool FitsLimits(int subject, int note, int schema) =>
        subject <= MessageContent.MaxSubject && note <= MessageContent.MaxNote && schema <= MessageContent.MaxSchemaId;
}
