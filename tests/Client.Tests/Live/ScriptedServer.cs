using System.Buffers;
using System.Net.WebSockets;
using ContextExchange.Protocol.Frames;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Client.Tests.Live;

/// <summary>A socket endpoint that plays one script per connection, in order; the last one is repeated.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _connections;

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            + "/");

    public int Connections => _connections;

    public static async Task<ScriptedServer> StartAsync(params Func<ScriptedSocket, Task>[] scripts)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.UseWebSockets();
        app.Map("/v1/connect", async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync("cex.v1");
            var number = Interlocked.Increment(ref server._connections) - 1;
            await scripts[Math.Min(number, scripts.Length - 1)](new ScriptedSocket(socket));
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>The server's end of one socket.</summary>
internal sealed class ScriptedSocket(WebSocket socket)
{
    /// <summary>Greets the device without checking its proof, and says how far its mailbox has come.</summary>
    public async Task<ConnectFrame> GreetAsync(long head = 0, long from = 1, bool recovered = true)
    {
        await SendAsync(new ChallengeFrame(0, new byte[32], TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
        var connect = ConnectFrame.Read(await ReadAsync());
        await SendAsync(new ReadyFrame(connect.Ref, head, 1, 0, from, recovered, 15_000, 0));
        return connect;
    }

    public async Task SendAsync<T>(T frame) where T : struct, IFrame<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        BinaryFrames.Write(buffer, frame);
        await socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Binary, true, CancellationToken.None);
    }

    public async Task<Frame> ReadAsync()
    {
        var buffer = new byte[4_096];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        ReadOnlyMemory<byte> rest = buffer.AsMemory(0, part.Count);
        return BinaryFrames.TryRead(ref rest, FrameSource.Client, out var frame, out var error)
            ? frame
            : throw new InvalidOperationException($"The client sent {error}.");
    }

    public Task CloseAsync(CloseCode code, string? reason = null) =>
        socket.CloseAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);

    /// <summary>Stays until the client goes.</summary>
    public async Task StayAsync()
    {
        try
        {
            while (socket.State == WebSocketState.Open) await ReadAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or WebSocketException)
        {
            // The client has gone.
        }
    }
}
