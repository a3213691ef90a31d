using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What an owner tells an agent when it sends a message back: a plain record that OIK signs. It travels only inside a
/// <see cref="SealedNote"/>. Its text is another owner's or the own owner's word, never an instruction by itself.
/// </summary>
public sealed class OwnerNote : SignedRecord
{
    /// <summary>Bytes of the record, whatever the text's length.</summary>
    public const int Size = BodySize + Cxe1Limits.SignatureSize;

    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int MaxText = 1_024;

    private const byte Form = 3;
    private const int TextOffset = 76;
    private const int BodySize = 1_109;

    private OwnerNote(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Approval)
    {
        var reader = new WireReader(bytes.Span);
        reader.Byte();
        EnvelopeHash = reader.Bytes32();
        Connection = reader.Id();
        Agent = reader.Id();
        Side = (OwnerSide)reader.Byte();
        Created = reader.UInt53();
        Text = Encoding.UTF8.GetString(bytes.Span.Slice(TextOffset, reader.UInt16()));
    }

    /// <summary>The message that it is about.</summary>
    public Bytes32 EnvelopeHash { get; }

    /// <summary>The connection.</summary>
    public Guid Connection { get; }

    /// <summary>The agent to whom it speaks.</summary>
    public Guid Agent { get; }

    /// <summary>Whose owner speaks.</summary>
    public OwnerSide Side { get; }

    /// <summary>Unix milliseconds.</summary>
    public long Created { get; }

    /// <summary>The text; may be empty.</summary>
    public string Text { get; }

    /// <summary>Signs a note.</summary>
    /// <param name="oik">The owner's identity key.</param>
    /// <param name="envelopeHash">The message.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="agent">The agent to whom the owner speaks.</param>
    /// <param name="side">Whose owner this is.</param>
    /// <param name="created">Unix milliseconds.</param>
    /// <param name="text">At most 1,024 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The text is too long or holds a lone surrogate.</exception>
    public static OwnerNote Issue(
        Key oik, Bytes32 envelopeHash, Guid connection, Guid agent, OwnerSide side, long created, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > MaxText) throw new ArgumentException($"A note has at most {MaxText} bytes.", nameof(text));
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Byte(Form);
        writer.Bytes32(envelopeHash);
        writer.Id(connection);
        writer.Id(agent);
        writer.Byte((byte)side);
        writer.UInt53(created);
        writer.UInt16((ushort)length);
        if (Utf8.FromUtf16(text, record.AsSpan(TextOffset), out _, out _, replaceInvalidSequences: false)
            != System.Buffers.OperationStatus.Done)
            throw new ArgumentException("The text holds a lone surrogate.", nameof(text));
        Sign(oik, SignaturePurpose.Approval, record);
        return Issued(TryParse(record, out var note, out var error), note, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out OwnerNote? note, out Cxe1Error error)
    {
        note = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) note = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes);
        if (reader.Byte() != Form) return Cxe1Error.UnknownValue;
        reader.Take(32 + 16 + 16);
        if (!Approval.IsKnown((OwnerSide)reader.Byte())) return Cxe1Error.UnknownValue;
        reader.UInt53();
        var length = reader.UInt16();
        if (reader.NumberTooLarge || length > MaxText) return Cxe1Error.NumberOutOfRange;
        var text = bytes[TextOffset..BodySize];
        if (!Utf8.IsValid(text[..length])) return Cxe1Error.InvalidText;
        return text[length..].ContainsAnyExcept((byte)0) ? Cxe1Error.PaddingNotCanonical : Cxe1Error.None;
    }
}
