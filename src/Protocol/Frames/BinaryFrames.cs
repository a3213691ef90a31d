using System.Buffers;
using System.Buffers.Binary;

namespace ContextExchange.Protocol.Frames;

/// <summary>
/// The encoding of the subprotocol <c>cex.v1</c>: an 8-byte header (type 1, payload length 3, ref 4) and the payload.
/// Reads in
/// place and allocates nothing.
/// </summary>
public static class BinaryFrames
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderSize = 8;

    /// <summary>
    /// Takes the next frame off a socket message. Never throws.
    /// </summary>
    /// <param name="rest">What is left of the socket message; moved past the frame. It must not be empty.</param>
    /// <param name="from">Who sent the message.</param>
    /// <param name="frame">The frame; its payload borrows from <paramref name="rest"/>.</param>
    /// <param name="error">Why it was refused; the whole message must be dropped then.</param>
    public static bool TryRead(
        ref ReadOnlyMemory<byte> rest, FrameSource from, out Frame frame, out FrameError error)
    {
        frame = default;
        var bytes = rest.Span;
        error = FrameError.Truncated;
        if (bytes.Length < HeaderSize) return false;
        var length = (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
        if (bytes.Length - HeaderSize < length) return false;

        var type = (FrameType)bytes[0];
        var reference = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        error = FrameLayouts.Find(type) is { } layout
            ? layout.Check(from, reference, bytes.Slice(HeaderSize, length))
            : FrameError.UnknownType;
        if (error != FrameError.None) return false;

        frame = new Frame(type, reference, rest.Slice(HeaderSize, length));
        rest = rest[(HeaderSize + length)..];
        return true;
    }

    /// <summary>Bytes of a frame with its header.</summary>
    public static int LengthOf<T>(in T frame) where T : struct, IFrame<T> => HeaderSize + frame.PayloadLength;

    /// <summary>Appends one frame.</summary>
    public static void Write<T>(IBufferWriter<byte> output, in T frame) where T : struct, IFrame<T>
    {
        var length = LengthOf(frame);
        Write(output.GetSpan(length), frame);
        output.Advance(length);
    }

    /// <summary>Writes a frame that a reader has checked, header included.</summary>
    public static void Write(Span<byte> output, in Frame frame)
    {
        WriteHeader(output, frame.Type, frame.Payload.Length, frame.Ref);
        frame.Payload.Span.CopyTo(output[HeaderSize..]);
    }

    /// <summary>Writes one frame into at least <see cref="LengthOf{T}"/> bytes.</summary>
    public static void Write<T>(Span<byte> output, in T frame) where T : struct, IFrame<T>
    {
        var length = frame.PayloadLength;
        WriteHeader(output, T.Type, length, frame.Ref);
        frame.WritePayload(output.Slice(HeaderSize, length));
    }

    private static void WriteHeader(Span<byte> output, FrameType type, int length, uint reference)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output, ((uint)type << 24) | (uint)length);
        BinaryPrimitives.WriteUInt32BigEndian(output[4..], reference);
    }
}
