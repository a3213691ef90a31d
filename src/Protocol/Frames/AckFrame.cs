namespace ContextExchange.Protocol.Frames;

/// <summary>Everything up to this mailbox sequence is safe with the client.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Sequence">Cumulative.</param>
public readonly record struct AckFrame(uint Ref, long Sequence) : IFrame<AckFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Ack;

    /// <inheritdoc />
    public int PayloadLength => 8;

    /// <inheritdoc />
    public static AckFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new AckFrame(frame.Ref, reader.Number());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Number(Sequence);
    }
}
