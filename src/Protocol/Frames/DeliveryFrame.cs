namespace ContextExchange.Protocol.Frames;

/// <summary>One entry of the mailbox.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Sequence">Its place, from 1.</param>
/// <param name="Kind">What the body is.</param>
/// <param name="At">When it was stored, ms since 1970.</param>
/// <param name="Connection">Which connection it came over.</param>
/// <param name="Tag">The 16-byte lineage tag; empty where there is none.</param>
/// <param name="Body">As <see cref="EntryKind"/> says.</param>
public readonly record struct DeliveryFrame(
    uint Ref, long Sequence, EntryKind Kind, long At, ConnectionId Connection, ReadOnlyMemory<byte> Tag,
    ReadOnlyMemory<byte> Body) : IFrame<DeliveryFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Delivery;

    /// <inheritdoc />
    public int PayloadLength => 34 + Tag.Length + Body.Length;

    /// <inheritdoc />
    public static DeliveryFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new DeliveryFrame(
            frame.Ref, reader.Number(), (EntryKind)reader.Byte(), reader.Number(), new ConnectionId(reader.Id()),
            reader.Prefixed(), reader.Rest());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Number(Sequence);
        writer.Byte((byte)Kind);
        writer.Number(At);
        writer.Id(Connection.Value);
        writer.Prefixed(Tag);
        writer.Bytes(Body);
    }
}
