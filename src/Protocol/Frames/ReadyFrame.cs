namespace ContextExchange.Protocol.Frames;

/// <summary>The handshake is done; deliveries follow.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Head">The newest mailbox sequence.</param>
/// <param name="Oldest">The oldest sequence still kept; head + 1 when none is.</param>
/// <param name="Acknowledged">The device's durable cursor.</param>
/// <param name="From">Deliveries start at this sequence.</param>
/// <param name="Recovered">Nothing between the client's cursor and <paramref name="From"/> is lost.</param>
/// <param name="Heartbeat">Milliseconds of silence after which the server pings.</param>
/// <param name="Time">The server's clock, ms since 1970.</param>
public readonly record struct ReadyFrame(
    uint Ref, long Head, long Oldest, long Acknowledged, long From, bool Recovered, uint Heartbeat,
    long Time) : IFrame<ReadyFrame>
{
    /// <summary>As <c>resume</c>: deliver after this device's durable cursor.</summary>
    public const long ResumeFromCursor = (1L << 53) - 1;

    /// <inheritdoc />
    public static FrameType Type => FrameType.Ready;

    /// <inheritdoc />
    public int PayloadLength => 45;

    /// <inheritdoc />
    public static ReadyFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new ReadyFrame(
            frame.Ref, reader.Number(), reader.Number(), reader.Number(), reader.Number(), reader.Byte() == 1,
            reader.Milliseconds(), reader.Number());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Number(Head);
        writer.Number(Oldest);
        writer.Number(Acknowledged);
        writer.Number(From);
        writer.Byte(Recovered ? (byte)1 : (byte)0);
        writer.Milliseconds(Heartbeat);
        writer.Number(Time);
    }
}
