namespace ContextExchange.Protocol.Frames;

/// <summary>One type of frame. Implemented by small structs, so that reading and writing allocates nothing.</summary>
public interface IFrame<TSelf> where TSelf : struct, IFrame<TSelf>
{
    /// <summary>Which type.</summary>
    static abstract FrameType Type { get; }

    /// <summary>Chosen by the client and repeated in the answer; 0 for none.</summary>
    uint Ref { get; }

    /// <summary>Bytes of the payload.</summary>
    int PayloadLength { get; }

    /// <summary>Writes exactly <see cref="PayloadLength"/> bytes.</summary>
    void WritePayload(Span<byte> payload);

    /// <summary>
    /// Reads a frame that a reader has accepted, without further checks. Byte strings are borrowed from its payload.
    /// </summary>
    static abstract TSelf Read(in Frame frame);
}
