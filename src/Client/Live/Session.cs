using System.Net.WebSockets;
using System.Threading.Channels;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client;

/// <summary>
/// One socket from its handshake to its end: matches answers with calls, hands on deliveries in order, keeps the
/// heartbeat. It knows no keys beyond the proof and decides nothing about messages.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private const int DeliveryCapacity = 1_024;

    private readonly FrameSocket _socket;
    private readonly TimeProvider _time;
    private readonly Action<AgentId, long>? _onAcknowledged;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, PendingAnswer> _pending = [];
    private readonly Channel<Delivery> _deliveries = Channel.CreateBounded<Delivery>(
        new BoundedChannelOptions(DeliveryCapacity)
        {
            SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait,
        });
    private readonly byte[] _behindReady;
    private uint _lastRef;
    private bool _over;
    private TimeSpan? _drainDelay;
    private long _heardAt;

    private Session(
        FrameSocket socket, ReadyFrame ready, byte[] behindReady, Action<AgentId, long>? onAcknowledged,
        TimeProvider time)
    {
        _onAcknowledged = onAcknowledged;
        _behindReady = behindReady;
        _socket = socket;
        _time = time;
        Ready = ready;
        _heardAt = time.GetTimestamp();
    }

    /// <summary>The server's greeting.</summary>
    public ReadyFrame Ready { get; }

    /// <summary>Entries in the mailbox's order, without a gap.</summary>
    public ChannelReader<Delivery> Deliveries => _deliveries.Reader;

    /// <summary>Connects and proves this device.</summary>
    /// <param name="server">The server.</param>
    /// <param name="resume">The last mailbox sequence that is stored here.</param>
    /// <param name="prove">Signs: (nonce, expiry in ms) to a <c>connect</c> frame.</param>
    /// <param name="onAcknowledged">Told what peers have acknowledged, as a hint; null: the server is not asked to
    /// tell.</param>
    /// <param name="time">The clock for the heartbeat.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="SessionRefusedException">The server closed during the handshake.</exception>
    public static async Task<Session> OpenAsync(
        Uri server, long resume, Func<ChallengeFrame, long, ConnectFrame> prove,
        Action<AgentId, long>? onAcknowledged, TimeProvider time, CancellationToken ct)
    {
        var socket = await FrameSocket.OpenAsync(server, onAcknowledged is null ? "" : "?tell=acknowledged", ct);
        using var handshake = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sending = socket.SendLoopAsync(handshake.Token);
        try
        {
            var (asked, _) = await ReadOneAsync(socket, FrameType.Challenge, ct);
            var challenge = ChallengeFrame.Read(asked);
            socket.Write(prove(challenge, resume));
            var (greeting, behind) = await ReadOneAsync(socket, FrameType.Ready, ct);
            return new Session(socket, ReadyFrame.Read(greeting), behind.ToArray(), onAcknowledged, time);
        }
        catch
        {
            // The loop must have ended before what it waits on is disposed: it would wait for ever.
            await StopAsync(handshake, sending);
            await socket.DisposeAsync();
            throw;
        }
        finally
        {
            await StopAsync(handshake, sending);
        }
    }

    /// <summary>Reads and writes until the socket ends, and says why it did.</summary>
    public async Task<SessionEnd> RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _ended.Token);
        var sending = EndWith(_socket.SendLoopAsync(stop.Token));
        var beating = EndWith(BeatAsync(stop.Token));
        var end = SessionEnd.Lost("The connection broke.");
        try
        {
            await ReadLoopAsync(stop.Token);
            end = SessionEnd.FromClose(_socket.CloseStatus, _socket.CloseDescription, _drainDelay);
        }
        catch (OperationCanceledException)
        {
            if (!ct.IsCancellationRequested) end = SessionEnd.Lost("The server stopped answering.");
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidDataException)
        {
            end = SessionEnd.Lost(e.Message);
        }

        await _ended.CancelAsync();
        await Task.WhenAll(sending, beating);
        End();
        return end;
    }

    /// <summary>Ends the socket, as if it had broken: the client reconnects.</summary>
    public void Abort() => _ended.Cancel();

    /// <summary>Sends a message; the answer is its receipt.</summary>
    public Task<ReceiptFrame> SendAsync(ReadOnlyMemory<byte> lineage, ReadOnlyMemory<byte> envelope) =>
        CallAsync(reference => new SendFrame(reference, lineage, envelope), static frame => ReceiptFrame.Read(frame));

    /// <summary>Publishes an epoch record.</summary>
    public Task<ResultFrame> PublishEpochAsync(AgentId peer, ReadOnlyMemory<byte> record) =>
        CallAsync(reference => new PublishEpochFrame(reference, peer, record), static frame => ResultFrame.Read(frame));

    /// <summary>Asks for an epoch record; null when the server does not know it.</summary>
    public async Task<byte[]?> GetEpochAsync(AgentId peer, ReadOnlyMemory<byte> hash)
    {
        var record = await CallAsync(
            reference => new GetEpochFrame(reference, peer, hash), frame => EpochFrame.Read(frame).Record.ToArray());
        return record.Length == 0 ? null : record;
    }

    /// <summary>Moves this device's cursor; no answer.</summary>
    public void Acknowledge(long sequence)
    {
        lock (_gate)
            if (!_over) _socket.Write(new AckFrame(0, sequence));
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        _ended.Dispose();
    }

    private Task<TAnswer> CallAsync<TFrame, TAnswer>(Func<uint, TFrame> frame, Func<Frame, TAnswer> read)
        where TFrame : struct, IFrame<TFrame>
    {
        var pending = new PendingAnswer<TAnswer>(read);
        lock (_gate)
        {
            if (_over) return Task.FromException<TAnswer>(new SessionLostException());
            do _lastRef = _lastRef == uint.MaxValue ? 1 : _lastRef + 1;
            while (!_pending.TryAdd(_lastRef, pending));
            // Within the lock: frames leave in the order of the calls.
            _socket.Write(frame(_lastRef));
        }

        return pending.Answer;
    }

    private async Task ReadLoopAsync(CancellationToken ct)
    {
        // The greeting's socket message may hold the first deliveries already.
        await TakeAllAsync(_behindReady, ct);
        while (await _socket.ReceiveAsync(ct) is { } message) await TakeAllAsync(message, ct);
    }

    private async ValueTask TakeAllAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        Volatile.Write(ref _heardAt, _time.GetTimestamp());
        while (!message.IsEmpty)
        {
            if (!BinaryFrames.TryRead(ref message, FrameSource.Server, out var frame, out var error))
                throw new InvalidDataException($"The server sent what is no frame: {error}.");
            await TakeAsync(frame, ct);
        }
    }

    private async ValueTask TakeAsync(Frame frame, CancellationToken ct)
    {
        switch (frame.Type)
        {
            case FrameType.Delivery:
                var entry = DeliveryFrame.Read(frame);
                await _deliveries.Writer.WriteAsync(
                    new Delivery(
                        entry.Sequence, entry.Kind, DateTimeOffset.FromUnixTimeMilliseconds(entry.At), entry.Connection,
                        entry.Tag.ToArray(), entry.Body.ToArray()),
                    ct);
                break;
            case FrameType.Ping:
                _socket.Write(new PongFrame(frame.Ref, PingFrame.Read(frame).Data.ToArray()));
                break;
            case FrameType.Drain:
                _drainDelay = TimeSpan.FromMilliseconds(DrainFrame.Read(frame).RetryAfter);
                break;
            case FrameType.Acknowledged:
                var acknowledged = AcknowledgedFrame.Read(frame);
                _onAcknowledged?.Invoke(acknowledged.Peer, acknowledged.Sequence);
                break;
            case FrameType.Receipt or FrameType.Result or FrameType.Epoch:
                PendingAnswer? pending;
                lock (_gate) _pending.Remove(frame.Ref, out pending);
                pending?.Take(frame);
                break;
            default:
                // A pong: that it came is all there is to know.
                break;
        }
    }

    /// <summary>Pings after a heartbeat of silence and gives up after two.</summary>
    private async Task BeatAsync(CancellationToken ct)
    {
        var heartbeat = TimeSpan.FromMilliseconds(Math.Max(Ready.Heartbeat, 1_000));
        using var timer = new PeriodicTimer(heartbeat / 2, _time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var silence = _time.GetElapsedTime(Volatile.Read(ref _heardAt));
            if (silence >= 2 * heartbeat) return;
            if (silence >= heartbeat) _socket.Write(new PingFrame(0, default));
        }
    }

    /// <summary>Whichever loop stops first ends the socket.</summary>
    private async Task EndWith(Task loop)
    {
        try
        {
            await loop;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The reader reports why.
        }

        await _ended.CancelAsync();
    }

    private void End()
    {
        List<PendingAnswer> lost;
        lock (_gate)
        {
            _over = true;
            lost = [.. _pending.Values];
            _pending.Clear();
        }

        _deliveries.Writer.TryComplete();
        foreach (var pending in lost) pending.Fail(new SessionLostException());
    }

    private static async Task StopAsync(CancellationTokenSource stop, Task loop)
    {
        await stop.CancelAsync();
        await loop.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static async Task<(Frame Frame, ReadOnlyMemory<byte> Behind)> ReadOneAsync(
        FrameSocket socket, FrameType expected, CancellationToken ct)
    {
        if (await socket.ReceiveAsync(ct) is not { } message)
            throw new SessionRefusedException(SessionEnd.FromClose(socket.CloseStatus, socket.CloseDescription, null));
        return BinaryFrames.TryRead(ref message, FrameSource.Server, out var frame, out _) && frame.Type == expected
            ? (frame, message)
            : throw new InvalidDataException($"The server sent something else than {expected}.");
    }
}
