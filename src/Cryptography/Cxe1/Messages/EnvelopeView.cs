using System.Buffers.Binary;
using Layout = ContextExchange.Cryptography.Cxe1.EnvelopeLayout;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// A canonical envelope, read in place: no field is copied until it is asked for. Parsing checks the bytes' form
/// only; <see cref="CiphertextMatches"/> and <see cref="VerifySignature"/> are separate because they cost more.
/// </summary>
public readonly struct EnvelopeView
{
    /// <summary>Bytes of an envelope beyond its padded plaintext: header, signature and tag.</summary>
    public const int Overhead = Layout.HeaderSize + Cxe1Limits.SignatureSize + Layout.TagSize;

    /// <summary>The shortest envelope.</summary>
    public const int MinSize = Layout.Ciphertext + Cxe1.Bucket.SmallestSize;

    /// <summary>The longest envelope.</summary>
    public const int MaxSize = Layout.Ciphertext + Cxe1.Bucket.LargestSize;

    private EnvelopeView(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>
    /// The whole envelope. The view borrows it: do not change or return the buffer while it is in use.
    /// </summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The 323 bytes that the envelope's hash and signature cover.</summary>
    public ReadOnlySpan<byte> Header => Bytes.Span[..Layout.HeaderSize];

    /// <summary>H0: the header without the ciphertext's hash, the associated data of the encryption.</summary>
    internal ReadOnlySpan<byte> H0 => Bytes.Span[..Layout.H0Size];

    /// <summary>The device's 64-byte signature.</summary>
    public ReadOnlySpan<byte> Signature => Bytes.Span.Slice(Layout.Signature, Cxe1Limits.SignatureSize);

    /// <summary>Ciphertext and tag.</summary>
    public ReadOnlySpan<byte> Ciphertext => Bytes.Span[Layout.Ciphertext..];

    /// <summary>The envelope's own id.</summary>
    public Guid EnvelopeId => Id(Layout.EnvelopeId);

    /// <summary>The connection of the two agents.</summary>
    public Guid Connection => Id(Layout.Connection);

    /// <summary>The sending agent.</summary>
    public Guid SenderAgent => Id(Layout.SenderAgent);

    /// <summary>The sending device.</summary>
    public Guid SenderDevice => Id(Layout.SenderDevice);

    /// <summary>The receiving agent.</summary>
    public Guid RecipientAgent => Id(Layout.RecipientAgent);

    /// <summary>The epoch under which the message is sealed.</summary>
    public Bytes32 EpochHash => Hash(Layout.EpochHash);

    /// <summary>The message's place in its epoch, 0 to 99.</summary>
    public int Index => (int)UInt32(Layout.Index);

    /// <summary>The sender device's number on this connection, from 1.</summary>
    public long Sequence => Int64(Layout.Sequence);

    /// <summary>See <see cref="Protocol.Category.IdOf"/>.</summary>
    public Guid Category => Id(Layout.Category);

    /// <summary>The version of the sender's terms.</summary>
    public uint TermsVersion => UInt32(Layout.TermsVersion);

    /// <summary>What the sender's terms demand.</summary>
    public RequestedLevel Requested => (RequestedLevel)Bytes.Span[Layout.Requested];

    /// <summary>Unix milliseconds of the sender's clock.</summary>
    public long Created => Int64(Layout.Created);

    /// <summary>Seconds, 1 to 604,800.</summary>
    public uint TimeToLive => UInt32(Layout.TimeToLive);

    /// <summary>Unix milliseconds: created + time to live. No approval of the message is good for longer.</summary>
    public long End => Created + TimeToLive * Cxe1Limits.Second;

    /// <summary>The conversation's first message.</summary>
    public Guid RootId => Id(Layout.RootId);

    /// <summary>The envelope that this one answers; zero for a first message.</summary>
    public Guid ParentId => Id(Layout.ParentId);

    /// <summary>0 for a first message, else the parent's plus 1; at most <see cref="MaxHops"/>.</summary>
    public byte Hop => Bytes.Span[Layout.Hop];

    /// <summary>The greatest hop of the conversation.</summary>
    public byte MaxHops => Bytes.Span[Layout.MaxHops];

    /// <summary>What is left of the conversation's budget.</summary>
    public uint Budget => UInt32(Layout.Budget);

    /// <summary>Who composed the text.</summary>
    public Origin Origin => (Origin)Bytes.Span[Layout.Origin];

    /// <summary>What flowed into it.</summary>
    public Taint Taint => (Taint)BinaryPrimitives.ReadUInt16BigEndian(Bytes.Span[Layout.Taint..]);

    /// <summary>The hash of this device's previous envelope on this connection; zero for the first.</summary>
    public Bytes32 PreviousHash => Hash(Layout.PreviousHash);

    /// <summary>16 bytes that keep a cloned sender from repeating a key.</summary>
    public ReadOnlySpan<byte> Guard => Bytes.Span.Slice(Layout.Guard, Layout.GuardSize);

    /// <summary>The bucket index, 0 to 8.</summary>
    public int Bucket => Bytes.Span[Layout.Bucket];

    /// <summary>The SHA-256 that the ciphertext must have.</summary>
    public Bytes32 CiphertextHash => Hash(Layout.CiphertextHash);

    /// <summary>Computes the envelope's hash: SHA-256 of the header.</summary>
    public Bytes32 ComputeHash() => Bytes32.Sha256(Header);

    /// <summary>Whether the ciphertext is the one that the header names.</summary>
    public bool CiphertextMatches() => Bytes32.Sha256(Ciphertext) == CiphertextHash;

    /// <summary>Whether the device that owns <paramref name="dsk"/> signed the header.</summary>
    public bool VerifySignature(Bytes32 dsk) =>
        Signatures.Verify(dsk, SignaturePurpose.Message, ComputeHash(), Signature);

    /// <summary>Checks the form of an envelope; on refusal the view is empty and must not be read.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, out EnvelopeView view, out EnvelopeError error)
    {
        error = Check(bytes.Span);
        view = error == EnvelopeError.None ? new(bytes) : default;
        return error == EnvelopeError.None;
    }

    private static EnvelopeError Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < MinSize or > MaxSize) return EnvelopeError.WrongLength;
        if (bytes[Layout.Version] != Cxe1Limits.Version) return EnvelopeError.UnknownVersion;
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[Layout.Suite..]) != (ushort)Suite.X25519ChaCha20Poly1305)
            return EnvelopeError.UnknownSuite;
        if (bytes[Layout.Type] != Layout.MessageType) return EnvelopeError.UnknownType;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[Layout.Index..]) >= Cxe1Limits.MessagesPerEpoch)
            return EnvelopeError.IndexOutOfRange;
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes[Layout.Sequence..]) is 0 or > Cxe1Limits.MaxNumber)
            return EnvelopeError.SequenceOutOfRange;
        if (bytes[Layout.Requested] > (byte)RequestedLevel.Ask) return EnvelopeError.UnknownRequestedLevel;
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes[Layout.Created..]) > Cxe1Limits.MaxNumber)
            return EnvelopeError.CreatedOutOfRange;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[Layout.TimeToLive..]) is 0 or > Cxe1Limits.MaxTimeToLiveSeconds)
            return EnvelopeError.TimeToLiveOutOfRange;
        if (bytes[Layout.Hop] > bytes[Layout.MaxHops]) return EnvelopeError.HopAboveLimit;
        if (bytes[Layout.Origin] is < (byte)Origin.Human or > (byte)Origin.Web) return EnvelopeError.UnknownOrigin;
        if ((BinaryPrimitives.ReadUInt16BigEndian(bytes[Layout.Taint..]) & ~(ushort)Taint.All) != 0)
            return EnvelopeError.UnknownTaint;
        if (bytes[Layout.LogSize..Layout.Guard].ContainsAnyExcept((byte)0)) return EnvelopeError.LogNotZero;
        var bucket = bytes[Layout.Bucket];
        return bucket < Cxe1.Bucket.Count && bytes.Length == Layout.Ciphertext + Cxe1.Bucket.CiphertextSize(bucket)
            ? EnvelopeError.None
            : EnvelopeError.BucketMismatch;
    }

    private Guid Id(int offset) => new(Bytes.Span.Slice(offset, 16), bigEndian: true);

    private Bytes32 Hash(int offset) => new(Bytes.Span.Slice(offset, Bytes32.Size));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Bytes.Span[offset..]);

    private long Int64(int offset) => BinaryPrimitives.ReadInt64BigEndian(Bytes.Span[offset..]);
}
