using System.Buffers.Binary;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>A delivery frame taken apart: sequence 8, kind 1, at 8, connection 16, tag length 1, tag, body.</summary>
internal static class DeliveryBytes
{
    private const int TagLength = 33;

    public static bool IsMessage(WireFrame frame) =>
        frame.Type == FrameType.Delivery && frame.Payload[8] == (byte)EntryKind.Message;

    public static long Sequence(WireFrame frame) => BinaryPrimitives.ReadInt64BigEndian(frame.Payload);

    public static byte[] Body(WireFrame frame) => frame.Payload[BodyStart(frame)..];

    public static WireFrame WithBody(WireFrame frame, ReadOnlySpan<byte> body) =>
        frame with { Payload = [.. frame.Payload.AsSpan(0, BodyStart(frame)), .. body] };

    public static WireFrame WithSequence(WireFrame frame, long sequence)
    {
        var payload = frame.Payload.ToArray();
        BinaryPrimitives.WriteInt64BigEndian(payload, sequence);
        return frame with { Payload = payload };
    }

    private static int BodyStart(WireFrame frame) => TagLength + 1 + frame.Payload[TagLength];
}
