namespace ContextExchange.Protocol.Frames;

/// <summary>The answer to a call other than sending.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Refusal"><see cref="Protocol.Refusal.None"/> when done.</param>
/// <param name="RetryAfter">Milliseconds to wait where trying again may help; otherwise 0.</param>
public readonly record struct ResultFrame(uint Ref, Refusal Refusal, uint RetryAfter) : IFrame<ResultFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Result;

    /// <inheritdoc />
    public int PayloadLength => 5;

    /// <inheritdoc />
    public static ResultFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new ResultFrame(frame.Ref, (Refusal)reader.Byte(), reader.Milliseconds());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Byte((byte)Refusal);
        writer.Milliseconds(RetryAfter);
    }
}
