using System.Buffers.Binary;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>One binary frame as whoever sits on the wire sees it: type, ref and payload.</summary>
internal sealed record WireFrame(FrameType Type, uint Ref, byte[] Payload)
{
    private const int HeaderSize = 8;

    public static IEnumerable<WireFrame> Split(ReadOnlyMemory<byte> message)
    {
        var frames = new List<WireFrame>();
        while (!message.IsEmpty)
        {
            var header = message.Span;
            var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(header) & 0xff_ffff);
            frames.Add(new WireFrame(
                (FrameType)header[0], BinaryPrimitives.ReadUInt32BigEndian(header[4..]),
                message.Slice(HeaderSize, length).ToArray()));
            message = message[(HeaderSize + length)..];
        }

        return frames;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderSize + Payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ((uint)Type << 24) | (uint)Payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Ref);
        Payload.CopyTo(bytes, HeaderSize);
        return bytes;
    }
}
