using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace ContextExchange.Relay;

/// <summary>
/// Passes socket messages on: the first 8 bytes name the receiver (little-endian). The receiver gets the rest; the
/// sender gets the
/// following 8 bytes back as its acknowledgement.
/// </summary>
internal static class RelaySockets
{
    private static readonly ConcurrentDictionary<long, Peer> Peers = new();

    public static async Task Serve(HttpContext context)
    {
        var id = long.Parse(context.Request.Query["id"]!, System.Globalization.CultureInfo.InvariantCulture);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var peer = new Peer(socket);
        Peers[id] = peer;
        try
        {
            while (await Relay(peer))
            {
            }
        }
        catch (WebSocketException)
        {
            // The load generator hangs up without a close handshake.
        }
        finally
        {
            Peers.TryRemove(id, out _);
        }
    }

    private static async Task<bool> Relay(Peer from)
    {
        // A zero-byte read: an idle connection holds no buffer.
        if ((await from.Socket.ReceiveAsync(Memory<byte>.Empty, default)).MessageType == WebSocketMessageType.Close)
            return false;
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            ValueWebSocketReceiveResult read;
            do
            {
                read = await from.Socket.ReceiveAsync(buffer.AsMemory(length), default);
                length += read.Count;
            }
            while (!read.EndOfMessage);
            if (read.MessageType == WebSocketMessageType.Close)
                return false;
            if (Peers.TryGetValue(BinaryPrimitives.ReadInt64LittleEndian(buffer), out var to))
                await to.Send(buffer.AsMemory(8, length - 8));
            await from.Send(buffer.AsMemory(8, 8));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Peer(WebSocket socket) : IDisposable
    {
        private readonly SemaphoreSlim gate = new(1, 1);

        public WebSocket Socket => socket;

        public void Dispose() => gate.Dispose();

        public async ValueTask Send(ReadOnlyMemory<byte> message)
        {
            await gate.WaitAsync();
            try
            {
                await socket.SendAsync(message, WebSocketMessageType.Binary, true, default);
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
