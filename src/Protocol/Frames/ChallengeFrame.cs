namespace ContextExchange.Protocol.Frames;

/// <summary>The server's first frame.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Nonce">32 random bytes, for one proof.</param>
/// <param name="Time">The server's clock, ms since 1970.</param>
public readonly record struct ChallengeFrame(uint Ref, ReadOnlyMemory<byte> Nonce, long Time) : IFrame<ChallengeFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.Challenge;

    /// <inheritdoc />
    public int PayloadLength => 40;

    /// <inheritdoc />
    public static ChallengeFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new ChallengeFrame(frame.Ref, reader.Take(32), reader.Number());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Bytes(Nonce);
        writer.Number(Time);
    }
}
