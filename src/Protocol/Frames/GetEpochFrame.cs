namespace ContextExchange.Protocol.Frames;

/// <summary>Asks for a published epoch record.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Peer">The other agent.</param>
/// <param name="Hash">The record's 32-byte hash.</param>
public readonly record struct GetEpochFrame(uint Ref, AgentId Peer, ReadOnlyMemory<byte> Hash) : IFrame<GetEpochFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.GetEpoch;

    /// <inheritdoc />
    public int PayloadLength => 48;

    /// <inheritdoc />
    public static GetEpochFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new GetEpochFrame(frame.Ref, new AgentId(reader.Id()), reader.Take(32));
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Id(Peer.Value);
        writer.Bytes(Hash);
    }
}
