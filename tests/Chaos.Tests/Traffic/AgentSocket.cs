using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using ContextExchange.Client;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// A socket to one silo, which is dialled at a port of loopback under the server's public name. Frames written
/// meanwhile travel together. Writing never waits.
/// </summary>
internal sealed class AgentSocket : IDisposable
{
    private const int MaxReceived = 4 * Limits.MaxSocketMessage;

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _dialler;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _written = new(0);
    private ArrayBufferWriter<byte> _output = new();
    private byte[] _received = new byte[4 * 1024];

    private AgentSocket(int port) => _dialler = new HttpMessageInvoker(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    /// <summary>The server's close code; null where it gave none.</summary>
    public CloseCode? Code => _socket.CloseStatus is { } status ? (CloseCode)(int)status : null;

    /// <summary>What the server said with it.</summary>
    public string Reason => _socket.CloseStatusDescription ?? "";

    /// <summary>Dials, proves the device and is greeted.</summary>
    /// <param name="port">Where to dial.</param>
    /// <param name="server">The public address, which the proof names.</param>
    /// <param name="agent">Whose device.</param>
    /// <param name="resume">The last mailbox sequence that it has.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The socket, the greeting, and what came behind it already.</returns>
    public static async Task<(AgentSocket Socket, ReadyFrame Ready, ReadOnlyMemory<byte> Behind)> OpenAsync(
        int port, Uri server, LoadGenerator.LoadAgent agent, long resume, CancellationToken ct)
    {
        var socket = new AgentSocket(port);
        try
        {
            socket._socket.Options.AddSubProtocol("cex.v1");
            socket._socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket._socket.ConnectAsync(
                new UriBuilder(new Uri(server, "v1/connect")) { Scheme = "ws" }.Uri, socket._dialler, ct);
            var (asked, _) = await socket.ReadAsync(FrameType.Challenge, ct);
            var challenge = ChallengeFrame.Read(asked);
            var expiry = DateTimeOffset.FromUnixTimeMilliseconds(challenge.Time + 30_000);
            var signature = Sessions.Prove(
                agent.Device.Dsk, server, agent.Id.Value, agent.Device.Device, challenge.Nonce.Span, expiry);
            socket.Write(new ConnectFrame(
                1, agent.Id, new DeviceId(agent.Device.Device), expiry.ToUnixTimeMilliseconds(), resume, signature));
            await socket.FlushAsync(ct);
            var (greeting, behind) = await socket.ReadAsync(FrameType.Ready, ct);
            return (socket, ReadyFrame.Read(greeting), behind.ToArray());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Puts a frame behind those before it.</summary>
    public void Write<T>(in T frame) where T : struct, IFrame<T>
    {
        lock (_gate)
        {
            var isFirst = _output.WrittenCount == 0;
            BinaryFrames.Write(_output, frame);
            if (!isFirst) return;
        }

        _written.Release();
    }

    /// <summary>Sends what is written until it is cancelled or the socket breaks.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        while (true)
        {
            await _written.WaitAsync(ct);
            await FlushAsync(ct);
        }
    }

    /// <summary>The next socket message, borrowed until the next call; null when the server has closed.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken ct)
    {
        for (var length = 0; ;)
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

    /// <summary>Ends it without a goodbye.</summary>
    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
        _dialler.Dispose();
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        ArrayBufferWriter<byte> output;
        lock (_gate) (output, _output) = (_output, new ArrayBufferWriter<byte>());
        foreach (var message in Split(output.WrittenMemory))
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, ct);
    }

    /// <summary>Whole frames, as many at a time as one socket message may hold.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> frames)
    {
        while (frames.Length > 0)
        {
            var length = 0;
            while (length < frames.Length && length + LengthAt(frames.Span[length..]) <= Limits.MaxSocketMessage)
                length += LengthAt(frames.Span[length..]);
            yield return frames[..length];
            frames = frames[length..];
        }

        static int LengthAt(ReadOnlySpan<byte> header) =>
            BinaryFrames.HeaderSize + ((header[1] << 16) | (header[2] << 8) | header[3]);
    }

    private async Task<(Frame Frame, ReadOnlyMemory<byte> Behind)> ReadAsync(FrameType expected, CancellationToken ct)
    {
        if (await ReceiveAsync(ct) is not { } message)
            throw new WebSocketException($"The server closed with {Code} {Reason}.");
        return BinaryFrames.TryRead(ref message, FrameSource.Server, out var frame, out _) && frame.Type == expected
            ? (frame, message)
            : throw new InvalidDataException($"The server sent something else than {expected}.");
    }
}
