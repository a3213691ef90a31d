using System.Buffers;
using System.Text.Json;

namespace ContextExchange.Protocol.Frames;

/// <summary>
/// The encoding of the subprotocol <c>cex.v1.json</c>: one flat JSON object a frame. It is rewritten into the binary
/// payload and
/// back by <see cref="FrameLayouts"/>, so that both encodings accept exactly the same frames.
/// </summary>
public static class JsonFrames
{
    /// <summary>Reads the one frame of a socket message. Never throws.</summary>
    /// <param name="json">The whole message, UTF-8.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="frame">The frame with a payload of its own.</param>
    /// <param name="error">Why it was refused.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, FrameSource from, out Frame frame, out FrameError error)
    {
        frame = default;
        try
        {
            error = JsonFrameReader.Read(JsonMember.Split(json), from, out frame);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            error = FrameError.NotJson;
        }

        return error == FrameError.None;
    }

    /// <summary>Appends one frame.</summary>
    public static void Write<T>(IBufferWriter<byte> output, in T frame) where T : struct, IFrame<T>
    {
        var length = frame.PayloadLength;
        var payload = ArrayPool<byte>.Shared.Rent(length);
        frame.WritePayload(payload.AsSpan(0, length));
        Write(output, new Frame(T.Type, frame.Ref, payload.AsMemory(0, length)));
        ArrayPool<byte>.Shared.Return(payload);
    }

    /// <summary>Appends one frame that a reader has checked.</summary>
    public static void Write(IBufferWriter<byte> output, in Frame frame)
    {
        var layout = FrameLayouts.Of(frame.Type);
        var payload = frame.Payload.Span;
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("type", layout.Name);
        if (frame.Ref != 0) json.WriteNumber("ref", frame.Ref);
        foreach (var field in layout.Fields)
        {
            if (!FieldBytes.TryTake(field, ref payload, out var bytes))
                throw new ArgumentException("The frame came from no reader: its payload has a wrong length.");
            FieldJson.Write(json, field, bytes);
        }

        json.WriteEndObject();
    }
}
