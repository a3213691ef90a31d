namespace ContextExchange.Protocol.Frames;

/// <summary>A signed epoch record for a connection.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Peer">The other agent.</param>
/// <param name="Record">The record.</param>
public readonly record struct PublishEpochFrame(
    uint Ref, AgentId Peer, ReadOnlyMemory<byte> Record) : IFrame<PublishEpochFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.PublishEpoch;

    /// <inheritdoc />
    public int PayloadLength => 16 + Record.Length;

    /// <inheritdoc />
    public static PublishEpochFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new PublishEpochFrame(frame.Ref, new AgentId(reader.Id()), reader.Rest());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Id(Peer.Value);
        writer.Bytes(Record);
    }
}
