namespace ContextExchange.Protocol.Frames;

/// <summary>The answer to <see cref="GetEpochFrame"/>.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Connection">Which connection.</param>
/// <param name="Record">The record; empty when it is unknown.</param>
public readonly record struct EpochFrame(
    uint Ref, ConnectionId Connection, ReadOnlyMemory<byte> Record) : IFrame<EpochFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Epoch;

    /// <inheritdoc />
    public int PayloadLength => 16 + Record.Length;

    /// <inheritdoc />
    public static EpochFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new EpochFrame(frame.Ref, new ConnectionId(reader.Id()), reader.Rest());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Id(Connection.Value);
        writer.Bytes(Record);
    }
}
