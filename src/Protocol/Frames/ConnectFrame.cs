namespace ContextExchange.Protocol.Frames;

/// <summary>A device's answer to the challenge: its signature over the CXE1 <c>connect</c> body.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Agent">Who connects.</param>
/// <param name="Device">With which device.</param>
/// <param name="Expiry">The proof's end, ms since 1970.</param>
/// <param name="Resume">The last mailbox sequence that the client has; <see cref="ReadyFrame.ResumeFromCursor"/> for
/// its durable cursor.</param>
/// <param name="Signature">64 bytes.</param>
public readonly record struct ConnectFrame(
    uint Ref, AgentId Agent, DeviceId Device, long Expiry, long Resume,
    ReadOnlyMemory<byte> Signature) : IFrame<ConnectFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Connect;

    /// <inheritdoc />
    public int PayloadLength => 112;

    /// <inheritdoc />
    public static ConnectFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new ConnectFrame(
            frame.Ref, new AgentId(reader.Id()), new DeviceId(reader.Id()), reader.Number(), reader.Number(),
            reader.Take(64));
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Id(Agent.Value);
        writer.Id(Device.Value);
        writer.Number(Expiry);
        writer.Number(Resume);
        writer.Bytes(Signature);
    }
}
