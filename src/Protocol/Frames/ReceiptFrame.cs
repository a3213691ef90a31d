namespace ContextExchange.Protocol.Frames;

/// <summary>The answer to one <see cref="SendFrame"/>.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Status">Accepted, held, or why not.</param>
/// <param name="Sequence">The sender's own number; 0 where the envelope has none.</param>
/// <param name="At">When it was settled, ms since 1970; 0 where nothing was.</param>
/// <param name="RetryAfter">Milliseconds to wait where it may be sent again; otherwise 0.</param>
public readonly record struct ReceiptFrame(
    uint Ref, SendStatus Status, long Sequence, long At, uint RetryAfter) : IFrame<ReceiptFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Receipt;

    /// <inheritdoc />
    public int PayloadLength => 21;

    /// <inheritdoc />
    public static ReceiptFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new ReceiptFrame(
            frame.Ref, (SendStatus)reader.Byte(), reader.Number(), reader.Number(), reader.Milliseconds());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Byte((byte)Status);
        writer.Number(Sequence);
        writer.Number(At);
        writer.Milliseconds(RetryAfter);
    }
}
