using System.Buffers;
using System.Net.WebSockets;
using ContextExchange.Protocol.Frames;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Frames over a WebSocket in either encoding. Its one buffer is rented when a message has begun to arrive and returned
/// when the
/// next is waited for, so that an idle socket holds none.
/// </summary>
internal sealed class WebSocketTransport(WebSocket socket, bool json, HttpContext context) : ISessionTransport
{
    private const int FirstBuffer = 4 * 1024;

    private readonly WebSocketMessageType _type = json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
    private byte[]? _buffer;

    public async ValueTask<Received> ReceiveAsync(int limit)
    {
        ReturnBuffer();
        // With no buffer this completes when there is something to read.
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (part.MessageType == WebSocketMessageType.Close) return await EndAsync();

        var buffer = Grow(0);
        var length = 0;
        while (!part.EndOfMessage)
        {
            if (length == buffer.Length) buffer = Grow(length);
            part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return await EndAsync();
            length += part.Count;
            if (length > limit) return Received.Refuse(CloseCode.TooLarge);
        }

        // Only what was read whole may be refused: what is left of it would come again at once.
        return part.MessageType == _type ? Read(buffer.AsMemory(0, length)) : Received.Refuse(CloseCode.Malformed);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        if (!json)
        {
            await socket.SendAsync(frames, _type, endOfMessage: true, CancellationToken.None);
            return;
        }

        var text = new ArrayBufferWriter<byte>();
        while (!frames.IsEmpty)
        {
            if (!BinaryFrames.TryRead(ref frames, FrameSource.Server, out var frame, out var error))
                throw new InvalidOperationException($"The session wrote a frame that is none: {error}.");
            text.ResetWrittenCount();
            JsonFrames.Write(text, frame);
            await socket.SendAsync(text.WrittenMemory, _type, endOfMessage: true, CancellationToken.None);
        }
    }

    public async ValueTask CloseAsync(CloseCode code, string reason)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);
    }

    public void Abort()
    {
        socket.Abort();
        context.Abort();
    }

    /// <summary>Gives the buffer back; nothing that was received is valid any more.</summary>
    public void ReturnBuffer()
    {
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    /// <summary>Answers the peer's goodbye, unless ours came first.</summary>
    private async ValueTask<Received> EndAsync()
    {
        if (socket.State == WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return Received.End;
    }

    private Received Read(ReadOnlyMemory<byte> message)
    {
        if (!json) return Received.Message(message);
        if (!JsonFrames.TryRead(message, FrameSource.Client, out var frame, out _))
            return Received.Refuse(CloseCode.Malformed);
        var binary = new byte[BinaryFrames.HeaderSize + frame.Payload.Length];
        BinaryFrames.Write(binary, frame);
        return Received.Message(binary);
    }

    private byte[] Grow(int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, filled * 2));
        _buffer.AsSpan(0, filled).CopyTo(larger);
        ReturnBuffer();
        return _buffer = larger;
    }
}
