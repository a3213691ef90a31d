namespace ContextExchange.Protocol.Frames;

/// <summary>
/// A hint for a socket that was opened with <c>tell=acknowledged</c>: a device of the peer has acknowledged a message
/// of this device, and with it what this device sent to the peer before.
/// </summary>
/// <param name="Ref">Always 0.</param>
/// <param name="Peer">Who received it.</param>
/// <param name="Sequence">This device's number of the message, from 1.</param>
public readonly record struct AcknowledgedFrame(uint Ref, AgentId Peer, long Sequence) : IFrame<AcknowledgedFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Acknowledged;

    /// <inheritdoc />
    public int PayloadLength => 24;

    /// <inheritdoc />
    public static AcknowledgedFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new AcknowledgedFrame(frame.Ref, new AgentId(reader.Id()), reader.Number());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Id(Peer.Value);
        writer.Number(Sequence);
    }
}
