namespace ContextExchange.Protocol.Frames;

/// <summary>The answer to a ping.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Data">The ping's bytes.</param>
public readonly record struct PongFrame(uint Ref, ReadOnlyMemory<byte> Data) : IFrame<PongFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Pong;

    /// <inheritdoc />
    public int PayloadLength => Data.Length;

    /// <inheritdoc />
    public static PongFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new PongFrame(frame.Ref, reader.Rest());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Bytes(Data);
    }
}
