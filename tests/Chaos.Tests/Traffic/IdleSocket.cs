using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using ContextExchange.LoadGenerator;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// A socket of a device that says nothing but that it is there, and comes back as the SDK does when it is lost: after a
/// random part of a delay that doubles.
/// </summary>
/// <param name="agent">Whose.</param>
/// <param name="server">The public address.</param>
/// <param name="port">The silo that it dials.</param>
internal sealed class IdleSocket(LoadAgent agent, Uri server, int port)
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(10);
    private const double FirstDelay = 0.2;
    private const double LongestDelay = 5;

    private volatile AgentSocket? _socket;
    private int _dials;

    public bool IsConnected => _socket is not null;

    /// <summary>How often it has tried to connect.</summary>
    public int Dials => Volatile.Read(ref _dials);

    /// <summary>Connects, again and again, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        for (var failures = 0; !ct.IsCancellationRequested;)
        {
            if (await TryOpenAsync(ct) is { } socket)
            {
                failures = 0;
                _socket = socket;
                await StayAsync(socket, ct);
                _socket = null;
                socket.Dispose();
            }

            var longest = Math.Min(LongestDelay, FirstDelay * Math.Pow(2, failures++));
            var milliseconds = (int)(longest * RandomNumberGenerator.GetInt32(1_000));
            await Task.Delay(milliseconds, ct).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>The socket is gone, without a goodbye.</summary>
    public void Lose() => Interlocked.Exchange(ref _socket, null)?.Dispose();

    private static bool IsOfTheNetwork(Exception failure) =>
        failure is WebSocketException or IOException or HttpRequestException or OperationCanceledException
            or ObjectDisposedException or SocketException;

    private async Task<AgentSocket?> TryOpenAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(DialLimit);
        Interlocked.Increment(ref _dials);
        try
        {
            var (socket, _, _) = await AgentSocket.OpenAsync(
                port, server, agent, ReadyFrame.ResumeFromCursor, limit.Token);
            return socket;
        }
        catch (Exception failure) when (IsOfTheNetwork(failure))
        {
            return null;
        }
    }

    private static async Task StayAsync(AgentSocket socket, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sending = socket.SendAsync(over.Token);
        try
        {
            while (await socket.ReceiveAsync(ct) is { } message)
                for (var rest = message; !rest.IsEmpty;)
                    if (!BinaryFrames.TryRead(ref rest, FrameSource.Server, out var frame, out _)) return;
                    else if (frame.Type == FrameType.Ping)
                        socket.Write(new PongFrame(0, frame.Payload.ToArray()));
        }
        catch (Exception failure) when (IsOfTheNetwork(failure))
        {
            // It is lost: the next one is dialled.
        }
        finally
        {
            await over.CancelAsync();
            await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
