using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ContextExchange.Chaos.Tests.Network;

/// <summary>One connection through the proxy: what each side says reaches the other as the link lets it.</summary>
internal sealed class Forwarding(Socket dialler, Socket server, Link link, Func<double> chance) : IDisposable
{
    private const int PieceSize = 16 * 1024;
    private const int PiecesUnderWay = 64;

    private readonly CancellationTokenSource _over = new();
    private int _hidden;
    private volatile bool _isReset;

    /// <summary>One side has gone, and the other was not told.</summary>
    public bool HasHiddenEnd => Volatile.Read(ref _hidden) != 0;

    /// <summary>Runs until both sides have ended, or it is reset.</summary>
    public async Task RunAsync()
    {
        link.Enter(this);
        try
        {
            await Task.WhenAll(PumpAsync(dialler, server, link.Forth), PumpAsync(server, dialler, link.Back));
        }
        finally
        {
            link.Leave(this);
        }
    }

    public void Dispose()
    {
        dialler.Dispose();
        server.Dispose();
        _over.Dispose();
    }

    /// <summary>Ends it on both sides as a broken connection.</summary>
    public void Reset()
    {
        _isReset = true;
        foreach (var side in (Socket[])[dialler, server])
        {
            try
            {
                side.LingerState = new LingerOption(true, 0);
                side.Close();
            }
            catch (Exception failure) when (failure is ObjectDisposedException or SocketException)
            {
                side.Dispose();
            }
        }

        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile by itself.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Flow flow)
    {
        var pieces = Channel.CreateBounded<Piece>(new BoundedChannelOptions(PiecesUnderWay) { SingleReader = true });
        await Task.WhenAll(
            UntilBrokenAsync(ReadAsync(from, flow, pieces.Writer), flow),
            UntilBrokenAsync(WriteAsync(to, flow, pieces.Reader), flow));
    }

    /// <summary>
    /// Of a broken connection both sides hear at once, as the kernel would tell them; across a partition, when it
    /// heals.
    /// </summary>
    private async Task UntilBrokenAsync(Task work, Flow flow)
    {
        try
        {
            await work;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException
            or OperationCanceledException or ChannelClosedException)
        {
            if (_isReset) return;
            await flow.PassableAsync();
            Reset();
        }
    }

    private async Task ReadAsync(Socket from, Flow flow, ChannelWriter<Piece> pieces)
    {
        try
        {
            while (true)
            {
                var buffer = new byte[PieceSize];
                var count = await ReadOrHideAsync(from, buffer);
                if (count == 0)
                {
                    pieces.TryComplete();
                    return;
                }

                var wait = flow.Delay + (flow.Jitter * chance());
                if (flow.Loss > 0 && chance() < flow.Loss) wait += flow.LossDelay;
                var piece = new Piece(buffer.AsMemory(0, count), Stopwatch.GetTimestamp(), wait);
                await pieces.WriteAsync(piece, _over.Token);
            }
        }
        catch (Exception failure)
        {
            pieces.TryComplete(failure);
            throw;
        }
    }

    /// <summary>While ends are hidden, one that comes is waited out.</summary>
    private async Task<int> ReadOrHideAsync(Socket from, byte[] buffer)
    {
        try
        {
            var count = await from.ReceiveAsync(buffer, _over.Token);
            if (count > 0 || !link.HidesEnds) return count;
        }
        catch (SocketException) when (link.HidesEnds)
        {
            // As for an end: the other side is not told.
        }

        Volatile.Write(ref _hidden, 1);
        await Task.Delay(Timeout.InfiniteTimeSpan, _over.Token);
        return 0;
    }

    private async Task WriteAsync(Socket to, Flow flow, ChannelReader<Piece> pieces)
    {
        var paced = Stopwatch.GetTimestamp();
        await foreach (var (bytes, at, wait) in pieces.ReadAllAsync(_over.Token))
        {
            await HoldAsync(at, wait);
            await flow.PassableAsync().WaitAsync(_over.Token);
            if (flow.Swallows) continue;
            if (flow.BytesPerSecond > 0) paced = await TrickleAsync(to, flow, bytes, paced);
            else await SendAsync(to, bytes);
        }

        await flow.PassableAsync().WaitAsync(_over.Token);
        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>
    /// Returns when <paramref name="wait"/> has passed since <paramref name="at"/>. Timers count on a coarser clock and
    /// may fire some milliseconds early, so it looks again.
    /// </summary>
    private async Task HoldAsync(long at, TimeSpan wait)
    {
        while (true)
        {
            var left = TimeSpan.FromMilliseconds(Math.Ceiling((wait - Stopwatch.GetElapsedTime(at)).TotalMilliseconds));
            if (left <= TimeSpan.Zero) return;
            await Task.Delay(left, _over.Token);
        }
    }

    /// <summary>Writes as many bytes as may pass, ten times a second.</summary>
    private async Task<long> TrickleAsync(Socket to, Flow flow, ReadOnlyMemory<byte> bytes, long paced)
    {
        while (bytes.Length > 0)
        {
            var rate = flow.BytesPerSecond;
            var step = rate > 0 ? Math.Clamp(rate / 10, 1, bytes.Length) : bytes.Length;
            await HoldAsync(paced, TimeSpan.FromSeconds(rate > 0 ? (double)step / rate : 0));
            paced = Stopwatch.GetTimestamp();
            await SendAsync(to, bytes[..step]);
            bytes = bytes[step..];
        }

        return paced;
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes, _over.Token)..];
        }
        catch (SocketException) when (link.HidesEnds)
        {
            // What is said to who has gone is lost, and who says it does not hear of that.
            Volatile.Write(ref _hidden, 1);
        }
    }

    private readonly record struct Piece(ReadOnlyMemory<byte> Bytes, long At, TimeSpan Wait);
}
