namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The fields of an envelope's header that a sender chooses, for writing. Sealing fills in the guard and the
/// ciphertext's hash; the log fields stay zero. Readers use <see cref="EnvelopeView"/>.
/// </summary>
public readonly record struct EnvelopeHeader
{
    /// <summary>Bytes of a header on the wire.</summary>
    public const int Size = EnvelopeLayout.HeaderSize;

    /// <summary>The envelope's own id, random.</summary>
    public required Guid EnvelopeId { get; init; }

    /// <summary>The connection of the two agents.</summary>
    public required Guid Connection { get; init; }

    /// <summary>The sending agent.</summary>
    public required Guid SenderAgent { get; init; }

    /// <summary>The sending device.</summary>
    public required Guid SenderDevice { get; init; }

    /// <summary>The receiving agent.</summary>
    public required Guid RecipientAgent { get; init; }

    /// <summary>The epoch under which the message is sealed.</summary>
    public required Bytes32 EpochHash { get; init; }

    /// <summary>The message's place in its epoch, 0 to 99.</summary>
    public required int Index { get; init; }

    /// <summary>The sender device's number on this connection: 1, 2, 3, ...</summary>
    public required long Sequence { get; init; }

    /// <summary>See <see cref="Protocol.Category.IdOf"/>.</summary>
    public required Guid Category { get; init; }

    /// <summary>The version of the sender's terms.</summary>
    public required uint TermsVersion { get; init; }

    /// <summary>What the sender's terms demand.</summary>
    public required RequestedLevel Requested { get; init; }

    /// <summary>Unix milliseconds of the sender's clock.</summary>
    public required long Created { get; init; }

    /// <summary>Seconds, 1 to 604,800.</summary>
    public required uint TimeToLive { get; init; }

    /// <summary>The conversation's first message; fresh per connection.</summary>
    public required Guid RootId { get; init; }

    /// <summary>The envelope that this one answers; zero for a first message.</summary>
    public required Guid ParentId { get; init; }

    /// <summary>0 for a first message, else the parent's plus 1.</summary>
    public required byte Hop { get; init; }

    /// <summary>The greatest hop of the conversation.</summary>
    public required byte MaxHops { get; init; }

    /// <summary>What is left of the conversation's budget.</summary>
    public required uint Budget { get; init; }

    /// <summary>Who composed the text.</summary>
    public required Origin Origin { get; init; }

    /// <summary>What flowed into it.</summary>
    public required Taint Taint { get; init; }

    /// <summary>The hash of this device's previous envelope on this connection; zero for the first.</summary>
    public required Bytes32 PreviousHash { get; init; }

    /// <summary>The bucket index, 0 to 8.</summary>
    public required int Bucket { get; init; }

    /// <summary>Writes the header with a zero guard and a zero ciphertext hash into exactly 323 bytes.</summary>
    internal void Write(Span<byte> header)
    {
        var writer = new WireWriter(header);
        writer.Byte(Cxe1Limits.Version);
        writer.UInt16((ushort)Suite.X25519ChaCha20Poly1305);
        writer.Byte(EnvelopeLayout.MessageType);
        writer.Id(EnvelopeId);
        writer.Id(Connection);
        writer.Id(SenderAgent);
        writer.Id(SenderDevice);
        writer.Id(RecipientAgent);
        writer.Bytes32(EpochHash);
        writer.UInt32((uint)Index);
        writer.UInt53(Sequence);
        writer.Id(Category);
        writer.UInt32(TermsVersion);
        writer.Byte((byte)Requested);
        writer.UInt53(Created);
        writer.UInt32(TimeToLive);
        writer.Id(RootId);
        writer.Id(ParentId);
        writer.Byte(Hop);
        writer.Byte(MaxHops);
        writer.UInt32(Budget);
        writer.Byte((byte)Origin);
        writer.UInt16((ushort)Taint);
        writer.Bytes32(PreviousHash);
        writer.UInt53(0);
        writer.Bytes32(default);
        writer.Bytes(stackalloc byte[EnvelopeLayout.GuardSize]);
        writer.Byte((byte)Bucket);
        writer.Bytes32(default);
    }

    /// <summary>Reads the fields of a header that <see cref="EnvelopeView"/> has found canonical.</summary>
    internal static EnvelopeHeader Read(ReadOnlySpan<byte> header)
    {
        var reader = new WireReader(header[EnvelopeLayout.EnvelopeId..]);
        return new()
        {
            EnvelopeId = reader.Id(),
            Connection = reader.Id(),
            SenderAgent = reader.Id(),
            SenderDevice = reader.Id(),
            RecipientAgent = reader.Id(),
            EpochHash = reader.Bytes32(),
            Index = (int)reader.UInt32(),
            Sequence = reader.UInt53(),
            Category = reader.Id(),
            TermsVersion = reader.UInt32(),
            Requested = (RequestedLevel)reader.Byte(),
            Created = reader.UInt53(),
            TimeToLive = reader.UInt32(),
            RootId = reader.Id(),
            ParentId = reader.Id(),
            Hop = reader.Byte(),
            MaxHops = reader.Byte(),
            Budget = reader.UInt32(),
            Origin = (Origin)reader.Byte(),
            Taint = (Taint)reader.UInt16(),
            PreviousHash = reader.Bytes32(),
            Bucket = header[EnvelopeLayout.Bucket],
        };
    }
}
