using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// An owner's decision about exactly one message under exactly one pair of terms, signed by the owner's identity key
/// (OIK). Whether a message needs it, and whether it holds, is judged by <see cref="ConsentRule"/>.
/// </summary>
public sealed class Approval : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 186 + Cxe1Limits.SignatureSize;

    private Approval(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Approval)
    {
        var reader = new WireReader(bytes.Span);
        EnvelopeHash = reader.Bytes32();
        EpochHash = reader.Bytes32();
        Connection = reader.Id();
        Recipient = reader.Id();
        Side = (OwnerSide)reader.Byte();
        SenderTerms = reader.Bytes32();
        RecipientTerms = reader.Bytes32();
        Decision = (ApprovalDecision)reader.Byte();
        Expiry = reader.UInt53();
        Nonce = reader.Id();
    }

    /// <summary>The envelope's hash.</summary>
    public Bytes32 EnvelopeHash { get; }

    /// <summary>The hash of the envelope's epoch.</summary>
    public Bytes32 EpochHash { get; }

    /// <summary>The connection.</summary>
    public Guid Connection { get; }

    /// <summary>The agent that is to receive the message.</summary>
    public Guid Recipient { get; }

    /// <summary>Whose owner decided.</summary>
    public OwnerSide Side { get; }

    /// <summary>The hash of the sender's terms, as the epoch names it.</summary>
    public Bytes32 SenderTerms { get; }

    /// <summary>The hash of the recipient's terms, as the epoch names it.</summary>
    public Bytes32 RecipientTerms { get; }

    /// <summary>What was decided.</summary>
    public ApprovalDecision Decision { get; }

    /// <summary>Unix milliseconds; at most the message's end (created + time to live).</summary>
    public long Expiry { get; }

    /// <summary>16 random bytes, not all zero.</summary>
    public Guid Nonce { get; }

    /// <summary>Signs a decision about a message.</summary>
    /// <param name="oik">The deciding owner's identity key.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="epoch">Its epoch, whose terms hashes the approval repeats.</param>
    /// <param name="side">Whose owner this is.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="expiry">
    /// Unix milliseconds; null for the message's end. A reader refuses an approval that ends later than its message.
    /// </param>
    /// <param name="nonce">Random, not zero.</param>
    /// <exception cref="ArgumentException">
    /// The message is of another epoch, or a value is outside its range.
    /// </exception>
    public static Approval Issue(
        Key oik,
        EnvelopeView envelope,
        EpochView epoch,
        OwnerSide side,
        ApprovalDecision decision,
        Guid nonce,
        long? expiry = null)
    {
        if (envelope.EpochHash != epoch.EpochHash)
            throw new ArgumentException("The message is not of this epoch.", nameof(epoch));
        return Issue(
            oik,
            envelope.ComputeHash(),
            epoch.EpochHash,
            envelope.Connection,
            envelope.RecipientAgent,
            side,
            epoch.SenderTerms,
            epoch.RecipientTerms,
            decision,
            expiry ?? envelope.End,
            nonce);
    }

    /// <summary>Signs a decision with every field stated.</summary>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public static Approval Issue(
        Key oik,
        Bytes32 envelopeHash,
        Bytes32 epochHash,
        Guid connection,
        Guid recipient,
        OwnerSide side,
        Bytes32 senderTerms,
        Bytes32 recipientTerms,
        ApprovalDecision decision,
        long expiry,
        Guid nonce)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Bytes32(envelopeHash);
        writer.Bytes32(epochHash);
        writer.Id(connection);
        writer.Id(recipient);
        writer.Byte((byte)side);
        writer.Bytes32(senderTerms);
        writer.Bytes32(recipientTerms);
        writer.Byte((byte)decision);
        writer.UInt53(expiry);
        writer.Id(nonce);
        Sign(oik, SignaturePurpose.Approval, record);
        return Issued(TryParse(record, out var approval, out var error), approval, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Approval? approval, out Cxe1Error error)
    {
        approval = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) approval = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes[96..]);
        if (!IsKnown((OwnerSide)reader.Byte())) return Cxe1Error.UnknownValue;
        reader.Take(32 + 32);
        if ((ApprovalDecision)reader.Byte() is not (ApprovalDecision.Approve or ApprovalDecision.Refuse))
            return Cxe1Error.UnknownValue;
        reader.UInt53();
        var nonceIsZero = reader.Id() == default;
        return reader.NumberTooLarge || nonceIsZero ? Cxe1Error.NumberOutOfRange : Cxe1Error.None;
    }

    internal static bool IsKnown(OwnerSide side) => side is OwnerSide.Sender or OwnerSide.Recipient;
}
