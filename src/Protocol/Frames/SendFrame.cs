namespace ContextExchange.Protocol.Frames;

/// <summary>One sealed message.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Lineage">39 bytes that came with the answered message; empty for a first one.</param>
/// <param name="Envelope">The envelope as CXE1 says.</param>
public readonly record struct SendFrame(
    uint Ref, ReadOnlyMemory<byte> Lineage, ReadOnlyMemory<byte> Envelope) : IFrame<SendFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Send;

    /// <inheritdoc />
    public int PayloadLength => 1 + Lineage.Length + Envelope.Length;

    /// <inheritdoc />
    public static SendFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new SendFrame(frame.Ref, reader.Prefixed(), reader.Rest());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Prefixed(Lineage);
        writer.Bytes(Envelope);
    }
}
