namespace ContextExchange.Protocol.Frames;

/// <summary>Are you there? Answered at once.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Data">Up to 16 bytes that the answer repeats.</param>
public readonly record struct PingFrame(uint Ref, ReadOnlyMemory<byte> Data) : IFrame<PingFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Ping;

    /// <inheritdoc />
    public int PayloadLength => Data.Length;

    /// <inheritdoc />
    public static PingFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new PingFrame(frame.Ref, reader.Rest());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Bytes(Data);
    }
}
