using System.Net;
using System.Net.Sockets;
using System.Text;
using ContextExchange.Chaos.Tests.Processes;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 23: strangers say what no client says, at every door of the silos.</summary>
internal sealed class Poison : Drill
{
    private const string Rest =
        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: cex.v1\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    public override string Name => "poison";

    public override IReadOnlyList<int> Rows => [23];

    public override string About => "garbage, oversized and cut frames at every port; silos stay up, others are served";

    public override async Task InjectAsync(DrillRun run)
    {
        var closed = 0;
        var sent = 0;
        for (var round = 0; round < (run.Quick ? 40 : 500); round++)
        {
            var silo = run.Stage.Silos[round % run.Stage.Silos.Count];
            var isSocket = round % 3 == 0;
            sent++;
            var opening = isSocket ? $"GET /v1/connect HTTP/1.1\r\nHost: {run.Stage.Server.Authority}{Rest}" : "";
            var port = round % 3 == 2 ? silo.Settings.ClusterPort : silo.Settings.HttpPort;
            if (await PokeAsync(port, opening, Garbage(run.Random))) closed++;
        }

        run.Note("poisoned", sent);
        run.AtLeast("closed", closed, sent);
        run.Expect(run.Stage.Silos.All(silo => silo.IsRunning), "a silo ended");
        foreach (var silo in run.Stage.Silos) run.Expect(await silo.IsReadyAsync(), $"{silo.Name} is not ready");
        await run.ServedAsync(20);
    }

    /// <summary>A masked frame of random bytes, or of a length that nothing has; or nothing but noise.</summary>
    private static byte[] Garbage(Random random)
    {
        var noise = new byte[random.Next(1, 4_096)];
        random.NextBytes(noise);
        return random.Next(3) switch
        {
            0 => noise,
            1 => [0x82, 0xFE, (byte)(noise.Length >> 8), (byte)noise.Length, 1, 2, 3, 4, .. noise],
            _ => [0x82, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4, .. noise],
        };
    }

    /// <summary>Whether the server ended the connection in time.</summary>
    private static async Task<bool> PokeAsync(int port, string opening, byte[] garbage)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(opening), limit.Token);
            await socket.SendAsync(garbage, limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4_096];
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
                // Whatever it answers, it must come to an end.
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
