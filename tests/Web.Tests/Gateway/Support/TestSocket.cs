using System.Buffers;
using System.Net.WebSockets;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>A client's end of a socket: frames in, frames out, and the goodbye.</summary>
internal sealed class TestSocket : IAsyncDisposable
{
    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _patience = new(TestServer.Patience);
    private readonly bool _json;
    private ReadOnlyMemory<byte> _rest;

    private TestSocket(WebSocket socket, bool json)
    {
        _socket = socket;
        _json = json;
    }

    /// <summary>Why the server closed; null while it has not.</summary>
    public CloseCode? Closed { get; private set; }

    public string? CloseReason => _socket.CloseStatusDescription;

    public static async Task<TestSocket> OpenAsync(
        GatewayHost host, bool json = false, string? origin = null, string query = "")
    {
        var socket = new ClientWebSocket();
        var client = new TestSocket(socket, json);
        socket.Options.AddSubProtocol(json ? "cex.v1.json" : "cex.v1");
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new Uri($"ws://localhost:{host.Port}/v1/connect{query}"), client._patience.Token);
        return client;
    }

    /// <summary>Opens a socket of the whole server in this process.</summary>
    public static async Task<TestSocket> OpenAsync(TestServer server)
    {
        var client = server.Server.CreateWebSocketClient();
        client.SubProtocols.Add("cex.v1");
        var socket = await client.ConnectAsync(
            new Uri(TestServer.Origin, "/v1/connect"), TestContext.Current.CancellationToken);
        return new TestSocket(socket, json: false);
    }

    /// <summary>Opens a socket and proves the device; <paramref name="resume"/> as in the frame.</summary>
    public static async Task<(TestSocket Socket, ReadyFrame Ready)> ConnectAsync(
        GatewayHost host, TestDevice device, long resume = ReadyFrame.ResumeFromCursor, bool json = false,
        string query = "")
    {
        var socket = await OpenAsync(host, json, query: query);
        var challenge = ChallengeFrame.Read(await socket.ReadAsync(FrameType.Challenge));
        await socket.SendAsync(device.Prove(host.Origin, challenge, resume));
        return (socket, ReadyFrame.Read(await socket.ReadAsync(FrameType.Ready)));
    }

    public Task SendAsync<T>(in T frame) where T : struct, IFrame<T>
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (_json) JsonFrames.Write(bytes, frame);
        else BinaryFrames.Write(bytes, frame);
        return SendAsync(bytes.WrittenMemory);
    }

    public Task SendAsync(ReadOnlyMemory<byte> message) => _socket.SendAsync(
        message, _json ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, _patience.Token).AsTask();

    public Task SendTextAsync(string text) => _socket.SendAsync(
        System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _patience.Token);

    /// <summary>The next frame, which must be of this type.</summary>
    public async Task<Frame> ReadAsync(FrameType type)
    {
        var frame = await ReadAsync();
        Assert.True(frame is not null, $"The socket was closed: {Closed} {CloseReason}");
        Assert.Equal(type, frame.Value.Type);
        return frame.Value;
    }

    /// <summary>The next frame; null when the server has said goodbye.</summary>
    public async Task<Frame?> ReadAsync()
    {
        while (_rest.IsEmpty)
        {
            var message = await ReadMessageAsync();
            if (message is null) return null;
            _rest = message.Value;
        }

        Frame frame;
        FrameError error;
        if (_json)
        {
            JsonFrames.TryRead(_rest, FrameSource.Server, out frame, out error);
            _rest = default;
        }
        else
        {
            BinaryFrames.TryRead(ref _rest, FrameSource.Server, out frame, out error);
        }

        Assert.Equal(FrameError.None, error);
        return frame;
    }

    /// <summary>Reads on until the server says goodbye.</summary>
    public async Task<CloseCode> ReadCloseAsync()
    {
        while (await ReadAsync() is not null)
        {
        }

        return Closed ?? throw new InvalidOperationException("The connection broke.");
    }

    /// <summary>Cuts the connection without a goodbye.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _patience.CancelAfter(TimeSpan.FromSeconds(5));
        if (_socket.State == WebSocketState.Open)
            await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
        _socket.Dispose();
        _patience.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>?> ReadMessageAsync()
    {
        var buffer = new byte[2 * 1024 * 1024];
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), _patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                Closed = (CloseCode?)_socket.CloseStatus;
                if (_socket.State == WebSocketState.CloseReceived)
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage) return buffer.AsMemory(0, length);
        }
    }
}
