namespace ContextExchange.Protocol.Frames;

/// <summary>
/// A frame whose form a reader has checked. Its payload is always the binary one, whatever encoding it came in, so that
/// everything behind the codec knows one form only.
/// </summary>
/// <param name="Type">What it is; names the struct to read it with (<see cref="IFrame{TSelf}.Read"/>).</param>
/// <param name="Ref">The client's number for the answer; 0 for none.</param>
/// <param name="Payload">Borrowed from whoever was asked to read: valid as long as that buffer is.</param>
public readonly record struct Frame(FrameType Type, uint Ref, ReadOnlyMemory<byte> Payload);
