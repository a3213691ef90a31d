using System.Buffers;
using System.Net.WebSockets;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client;

/// <summary>
/// A WebSocket that speaks cex.v1. Frames written meanwhile travel together in one socket message. Writing never waits:
/// what is under way is bounded by whoever writes.
/// </summary>
internal sealed class FrameSocket : IAsyncDisposable
{
    private const string Subprotocol = "cex.v1";
    private const int ReadSize = 64 * 1024;
    private const int MaxReceived = 4 * Limits.MaxSocketMessage;

    private readonly ClientWebSocket _socket;
    private readonly Lock _gate = new();
    private readonly Queue<ArrayBufferWriter<byte>> _full = new();
    private readonly SemaphoreSlim _written = new(0);
    private ArrayBufferWriter<byte> _current = new(4_096);
    private ArrayBufferWriter<byte>? _spare;
    private byte[] _received = new byte[ReadSize];
    private bool _signalled;

    private FrameSocket(ClientWebSocket socket) => _socket = socket;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseDescription => _socket.CloseStatusDescription;

    /// <param name="server">The server.</param>
    /// <param name="query">What the socket is opened with: empty, or a question mark and parameters.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="WebSocketException">Nobody answers, or not with a WebSocket.</exception>
    public static async Task<FrameSocket> OpenAsync(Uri server, string query, CancellationToken ct)
    {
        var address = new UriBuilder(new Uri(server, "v1/connect" + query))
        {
            Scheme = server.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
        };
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Subprotocol);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        try
        {
            await socket.ConnectAsync(address.Uri, ct);
            return new FrameSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Puts a frame behind the ones before it.</summary>
    public void Write<T>(in T frame) where T : struct, IFrame<T>
    {
        lock (_gate)
        {
            if (_current.WrittenCount + BinaryFrames.LengthOf(frame) > Limits.MaxSocketMessage)
            {
                _full.Enqueue(_current);
                _current = new ArrayBufferWriter<byte>(4_096);
            }

            BinaryFrames.Write(_current, frame);
            if (_signalled) return;
            _signalled = true;
        }

        _written.Release();
    }

    /// <summary>Sends what is written until it is cancelled or the socket ends.</summary>
    public async Task SendLoopAsync(CancellationToken ct)
    {
        while (true)
        {
            await _written.WaitAsync(ct);
            while (TakeWritten() is { } message)
            {
                await _socket.SendAsync(message.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, ct);
                message.ResetWrittenCount();
                lock (_gate) _spare = message;
            }
        }
    }

    /// <summary>The next socket message, borrowed until the next call; null when the server has closed.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken ct)
    {
        var length = 0;
        while (true)
        {
            if (length == _received.Length)
            {
                if (length >= MaxReceived) throw new InvalidDataException("A socket message is too large.");
                Array.Resize(ref _received, _received.Length * 2);
            }

            var part = await _socket.ReceiveAsync(_received.AsMemory(length), ct);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return _received.AsMemory(0, length);
        }
    }

    /// <summary>Says good-bye where that is still possible, for a second at most.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // The other side is gone: there is nobody to say good-bye to.
            }
        }

        _socket.Dispose();
        _written.Dispose();
    }

    private ArrayBufferWriter<byte>? TakeWritten()
    {
        lock (_gate)
        {
            if (_full.TryDequeue(out var full)) return full;
            if (_current.WrittenCount == 0)
            {
                _signalled = false;
                return null;
            }

            var taken = _current;
            _current = _spare ?? new ArrayBufferWriter<byte>(4_096);
            _spare = null;
            return taken;
        }
    }
}
