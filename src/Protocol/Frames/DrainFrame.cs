namespace ContextExchange.Protocol.Frames;

/// <summary>The server is about to close this socket: connect again.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="RetryAfter">Milliseconds to wait before.</param>
public readonly record struct DrainFrame(uint Ref, uint RetryAfter) : IFrame<DrainFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Drain;

    /// <inheritdoc />
    public int PayloadLength => 4;

    /// <inheritdoc />
    public static DrainFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new DrainFrame(frame.Ref, reader.Milliseconds());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Milliseconds(RetryAfter);
    }
}
