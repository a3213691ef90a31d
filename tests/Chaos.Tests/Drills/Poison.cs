using System.Net;
using System.Net.Sockets;
using System.Text;
using ContextExchange.Chaos.Tests.Processes;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 23: strangers say what no client says, at every door of the silos. What is whole nonsense the silo itself must
/// end; what is cut short in the middle ends with the stranger.
/// </summary>
internal sealed class Poison : Drill
{
    private const string Rest =
        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: cex.v1\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    // Who never says a whole frame is told to go when the time for signing in is over, and cut off when it does not.
    private static readonly TimeSpan EndLimit = Limits.HandshakeTimeout * 3;

    public override string Name => "poison";

    public override IReadOnlyList<int> Rows => [23];

    public override string About => "garbage, oversized and cut frames at every port; silos stay up, others are served";

    public override async Task InjectAsync(DrillRun run)
    {
        var (closed, sent) = (0, 0);
        for (var round = 0; round < (run.Quick ? 3 : 12); round++)
        {
            var silo = run.Stage.Silos[round % run.Stage.Silos.Count].Settings;
            var ends = await Task.WhenAll(Poisons(run, silo).Select(PokeAsync));
            sent += ends.Length;
            closed += ends.Count(isEnded => isEnded);
        }

        run.Note("poisoned", sent);
        run.AtLeast("closed", closed, sent);
        run.Expect(run.Stage.Silos.All(silo => silo.IsRunning), "a silo ended");
        foreach (var silo in run.Stage.Silos) run.Expect(await silo.IsReadyAsync(), $"{silo.Name} is not ready");
        await run.ServedAsync(20);
    }

    /// <summary>One of each kind.</summary>
    private static IEnumerable<Sip> Poisons(DrillRun run, SiloSettings silo)
    {
        var noise = Noise(run.Random);
        var (http, links) = (silo.HttpPort, silo.ClusterPort);
        // Unmasked; an opcode that nothing has; a length that nothing has; noise; the same, cut short.
        yield return new(http, Socket(run, [0x82, (byte)(noise.Length & 0x7D), .. noise]));
        yield return new(http, Socket(run, [0xFF, 0x80, 1, 2, 3, 4]));
        yield return new(http, Socket(run, [0x82, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4]));
        yield return new(http, Socket(run, Masked(noise)));
        yield return new(http, Socket(run, Masked(noise)[..^1]), IsCut: true);
        yield return new(http, [.. noise, .. "\r\n\r\n"u8]);
        yield return new(links, [.. noise, .. new byte[4_096]]);
        yield return new(links, noise, IsCut: true);
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 4_096)];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>A socket's opening, and what it says then.</summary>
    private static byte[] Socket(DrillRun run, byte[] frame) =>
    [
        .. Encoding.ASCII.GetBytes($"GET /v1/connect HTTP/1.1\r\nHost: {run.Stage.Server.Authority}{Rest}"), .. frame,
    ];

    /// <summary>A frame as WebSocket wants it, whose content is noise.</summary>
    private static byte[] Masked(byte[] noise) =>
        [0x82, 0xFE, (byte)(noise.Length >> 8), (byte)noise.Length, 1, 2, 3, 4, .. noise];

    /// <summary>Whether the connection was ended in time.</summary>
    private static async Task<bool> PokeAsync(Sip sip)
    {
        using var limit = new CancellationTokenSource(EndLimit);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, sip.Port, limit.Token);
            await socket.SendAsync(sip.Poison, limit.Token);
            if (sip.IsCut) socket.Shutdown(SocketShutdown.Send);
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

    /// <summary>What a stranger says.</summary>
    /// <param name="Port">Where.</param>
    /// <param name="Poison">All of it.</param>
    /// <param name="IsCut">Whether the stranger ends its side then; else the silo has to.</param>
    private sealed record Sip(int Port, byte[] Poison, bool IsCut = false);
}
