using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using ContextExchange.Protocol.Frames;
using Microsoft.AspNetCore.SignalR;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Frames as calls of a SignalR connection: a hub method's argument becomes a frame with a ref, and the answer with
/// that ref
/// becomes the method's result.
/// </summary>
internal sealed class HubTransport(HubCallerContext context, ISingleClientProxy client) : ISessionTransport
{
    // SignalR takes up one call of a connection after the other, so few ever wait here.
    private readonly Channel<Received> _inbox = Channel.CreateBounded<Received>(16);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<JsonElement>> _calls = [];
    private uint _lastRef;

    /// <summary>Hands a frame to the session and waits for its answer.</summary>
    /// <param name="type">The frame's name.</param>
    /// <param name="members">Its members without <c>type</c> and <c>ref</c>.</param>
    /// <exception cref="HubException">It is no frame, or the connection ended before the answer.</exception>
    public async Task<JsonElement> CallAsync(string type, JsonElement members)
    {
        var reference = Interlocked.Increment(ref _lastRef);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[reference] = answer;
        await PutAsync(Read(type, reference, members));
        return await answer.Task;
    }

    public async ValueTask<Received> ReceiveAsync(int limit)
    {
        while (await _inbox.Reader.WaitToReadAsync())
            if (_inbox.Reader.TryRead(out var received))
                return received.Frames.Length <= limit ? received : Received.Refuse(CloseCode.TooLarge);
        return Received.End;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            if (!BinaryFrames.TryRead(ref frames, FrameSource.Server, out var frame, out var error))
                throw new InvalidOperationException($"The session wrote a frame that is none: {error}.");
            await SendAsync(frame);
        }
    }

    public async ValueTask CloseAsync(CloseCode code, string reason)
    {
        await client.SendAsync("closed", new { code = (int)code, reason });
        Abort();
    }

    public void Abort()
    {
        context.Abort();
        End();
    }

    /// <summary>The connection has ended: nothing comes any more and no answer will.</summary>
    public void End()
    {
        _inbox.Writer.TryComplete();
        foreach (var (reference, _) in _calls)
            if (_calls.TryRemove(reference, out var call))
                call.TrySetException(new HubException("The connection has ended."));
    }

    private async ValueTask SendAsync(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Challenge:
                // The ticket is the proof.
                break;
            case FrameType.Ping:
                // SignalR itself watches whether the peer is alive and ends the connection when it is not.
                var pong = new byte[BinaryFrames.HeaderSize + frame.Payload.Length];
                BinaryFrames.Write(pong, frame with { Type = FrameType.Pong });
                await PutAsync(Received.Message(pong));
                break;
            case FrameType.Delivery:
                await client.SendAsync("delivery", Json(frame));
                break;
            case FrameType.Drain:
                await client.SendAsync("drain", Json(frame));
                break;
            case FrameType.Acknowledged:
                await client.SendAsync("acknowledged", Json(frame));
                break;
            case FrameType.Ready or FrameType.Receipt or FrameType.Result or FrameType.Epoch:
                if (_calls.TryRemove(frame.Ref, out var call)) call.TrySetResult(Json(frame));
                break;
            case FrameType.Connect or FrameType.ConnectTicket or FrameType.Send or FrameType.Ack
                or FrameType.PublishEpoch or FrameType.GetEpoch or FrameType.Pong:
            default:
                throw new ArgumentOutOfRangeException(nameof(frame), frame.Type, "The session does not send this.");
        }
    }

    private async ValueTask PutAsync(Received received)
    {
        try
        {
            await _inbox.Writer.WriteAsync(received);
        }
        catch (ChannelClosedException)
        {
            End();
        }
    }

    private static Received Read(string type, uint reference, JsonElement members)
    {
        if (members.ValueKind != JsonValueKind.Object) return Received.Refuse(CloseCode.Malformed);
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("ref", reference);
            foreach (var member in members.EnumerateObject()) member.WriteTo(json);
            json.WriteEndObject();
        }

        if (!JsonFrames.TryRead(text.WrittenMemory, FrameSource.Client, out var frame, out _))
            return Received.Refuse(CloseCode.Malformed);
        var binary = new byte[BinaryFrames.HeaderSize + frame.Payload.Length];
        BinaryFrames.Write(binary, frame);
        return Received.Message(binary);
    }

    private static JsonElement Json(in Frame frame)
    {
        var text = new ArrayBufferWriter<byte>();
        JsonFrames.Write(text, frame);
        var reader = new Utf8JsonReader(text.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
