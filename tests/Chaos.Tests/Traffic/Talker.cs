using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.LoadGenerator;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// One agent on one device that stays connected to any of the silos: when a socket breaks, or nothing is heard on it
/// for
/// a while although it was pinged, it goes to the next silo and on from where it was.
/// </summary>
internal sealed class Talker : IAsyncDisposable
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);
    private const double PingAfter = 1.0;
    private const double FirstDelay = 0.05;
    private const double LongestDelay = 0.4;

    private readonly LoadAgent _agent;
    private readonly AgentId _peer;
    private readonly Uri _server;
    private readonly IReadOnlyList<int> _ports;
    private readonly Tally _tally;
    private readonly CancellationTokenSource _stop = new();
    private readonly Network.Flow _reading = new();
    private Task _running = Task.CompletedTask;
    private int _silo;
    private double _heard;
    private volatile bool _drains;

    /// <param name="agent">Who.</param>
    /// <param name="peer">With whom.</param>
    /// <param name="connection">Their connection as this side has it.</param>
    /// <param name="shared">What both sides write into.</param>
    /// <param name="place">The silos, and with which to begin.</param>
    public Talker(LoadAgent agent, LoadAgent peer, ConnectionContext connection, Shared shared, Place place)
    {
        (_agent, _peer, _tally) = (agent, peer.Id, shared.Tally);
        (_server, _ports, _silo) = (place.Server, place.Ports, place.First);
        var store = new Lock();
        Outbox = new Outbox(agent, peer, connection, store, shared.Recorder, shared.Tally);
        Inbox = new Inbox(agent, peer, connection, store, shared.Texts, shared.Recorder, shared.Tally);
    }

    public Outbox Outbox { get; }

    public Inbox Inbox { get; }

    public AgentId Id => _agent.Id;

    public DeviceId Device => new(_agent.Device.Device);

    /// <summary>After how much silence a socket is given up, in seconds. A server answers a ping at once.</summary>
    public double Patience { get; set; } = 2.5;

    /// <summary>Whether it has a socket.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Whether it reads what comes. One that does not leaves it to the buffers in between.</summary>
    public bool IsReading
    {
        get => !_reading.Holds;
        set => _reading.Holds = !value;
    }

    /// <summary>The silo that it uses or tries.</summary>
    public int Silo => _silo % _ports.Count;

    public void Start() => _running = RunAsync(_stop.Token);

    /// <summary>Ends its socket without a goodbye; it does not come back.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Outbox.Dispose();
        _stop.Dispose();
    }

    /// <summary>Everything that the mailbox holds, from its beginning.</summary>
    /// <param name="limit">How long to try.</param>
    /// <returns>Null when no silo could be made to tell.</returns>
    public async Task<IReadOnlyList<MailboxItem>?> ReadWholeAsync(TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit);
        while (!over.IsCancellationRequested)
        {
            try
            {
                return await ReadFromAsync(_ports[Silo], over.Token);
            }
            catch (Exception failure) when (IsOfTheNetwork(failure))
            {
                Interlocked.Increment(ref _silo);
                await Task.Delay(Beat);
            }
        }

        return null;
    }

    private static bool IsOfTheNetwork(Exception failure) =>
        failure is WebSocketException or IOException or HttpRequestException or OperationCanceledException
            or ObjectDisposedException or System.Net.Sockets.SocketException;

    private async Task<IReadOnlyList<MailboxItem>> ReadFromAsync(int port, CancellationToken ct)
    {
        var (socket, ready, behind) = await AgentSocket.OpenAsync(port, _server, _agent, 0, ct);
        using (socket)
        {
            var items = new List<MailboxItem>();
            if (ready.From != 1) _tally.Wonder($"a mailbox begins at #{ready.From}");
            ReadOnlyMemory<byte>? message = behind;
            while (true)
            {
                for (var rest = message.Value; !rest.IsEmpty;)
                    if (Next(ref rest) is { Type: FrameType.Delivery } frame)
                        items.Add(Entries.Of(DeliveryFrame.Read(frame)));
                if (items.Count > 0 && items[^1].Sequence >= ready.Head || ready.Head == 0) return items;
                message = await socket.ReceiveAsync(ct) ?? throw new IOException($"closed with {socket.Code}");
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        for (var failures = 0; !ct.IsCancellationRequested;)
        {
            if (await TryOpenAsync(ct) is not { } opened)
            {
                Interlocked.Increment(ref _silo);
                await PauseAsync(Math.Min(LongestDelay, FirstDelay * Math.Pow(2, failures++)), ct);
                continue;
            }

            failures = 0;
            IsConnected = true;
            var code = await ServeAsync(opened.Socket, opened.Ready, opened.Behind, ct);
            IsConnected = false;
            if (ct.IsCancellationRequested) return;
            _tally.Count($"socket: {code?.ToString() ?? "broken"}");
            if (code is >= CloseCode.Malformed) _tally.Wonder($"a socket was closed with {code}");
            Interlocked.Increment(ref _silo);
            await PauseAsync(FirstDelay, ct);
        }
    }

    private async Task<(AgentSocket Socket, ReadyFrame Ready, ReadOnlyMemory<byte> Behind)?> TryOpenAsync(
        CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(DialLimit);
        try
        {
            return await AgentSocket.OpenAsync(_ports[Silo], _server, _agent, Inbox.Kept, limit.Token);
        }
        catch (Exception failure) when (IsOfTheNetwork(failure))
        {
            if (!ct.IsCancellationRequested) _tally.Count("dial failed");
            return null;
        }
    }

    private async Task<CloseCode?> ServeAsync(
        AgentSocket socket, ReadyFrame ready, ReadOnlyMemory<byte> behind, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var session = new Conversation(socket);
        (_heard, _drains) = (Acceptances.Now, false);
        Inbox.Begin(ready);
        Outbox.Attach(socket);
        Task[] loops =
        [
            EndingAsync(ReceiveAsync(session, behind, over.Token), over),
            EndingAsync(socket.SendAsync(over.Token), over),
            EndingAsync(DealAsync(session, over.Token), over), EndingAsync(BeatAsync(socket, over.Token), over),
        ];
        await Task.WhenAll(loops);
        Outbox.Detach();
        session.End();
        var code = socket.Code;
        socket.Dispose();
        return code;
    }

    private async Task EndingAsync(Task loop, CancellationTokenSource over)
    {
        try
        {
            await loop;
        }
        catch (Exception failure) when (IsOfTheNetwork(failure))
        {
            // The socket has ended: the next one goes on.
        }
        catch (InvalidDataException failure)
        {
            _tally.Wonder(failure.Message);
        }

        await over.CancelAsync();
    }

    private async Task ReceiveAsync(Conversation session, ReadOnlyMemory<byte> behind, CancellationToken ct)
    {
        for (ReadOnlyMemory<byte>? message = behind; message is { } rest;
            message = await session.Socket.ReceiveAsync(ct))
        {
            Volatile.Write(ref _heard, Acceptances.Now);
            while (!rest.IsEmpty) Take(session, Next(ref rest));
            await _reading.PassableAsync().WaitAsync(ct);
        }
    }

    private void Take(Conversation session, Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Delivery:
                var entry = DeliveryFrame.Read(frame);
                session.Entries.Writer.TryWrite(entry with { Body = entry.Body.ToArray(), Tag = default });
                break;
            case FrameType.Receipt:
                Outbox.Take(ReceiptFrame.Read(frame));
                break;
            case FrameType.Result when session.TryAnswer(frame.Ref, default):
                break;
            case FrameType.Result:
                Outbox.Take(ResultFrame.Read(frame));
                break;
            case FrameType.Epoch:
                session.TryAnswer(frame.Ref, EpochFrame.Read(frame).Record.ToArray());
                break;
            case FrameType.Ping:
                session.Socket.Write(new PongFrame(0, frame.Payload.ToArray()));
                break;
            case FrameType.Drain:
                Outbox.StopSending();
                _drains = true;
                break;
            default:
                break;
        }
    }

    private async Task DealAsync(Conversation session, CancellationToken ct)
    {
        await foreach (var entry in session.Entries.Reader.ReadAllAsync(ct))
        {
            var acknowledged = await Inbox.TakeAsync(
                entry, hash => session.AskEpochAsync(_peer, hash, ct), session.Entries.Reader.Count == 0);
            if (acknowledged is { } sequence) session.Socket.Write(new AckFrame(0, sequence));
        }
    }

    /// <summary>Sends what has waited long enough, pings a silent server, and gives up one that stays silent.</summary>
    private async Task BeatAsync(AgentSocket socket, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Beat);
        var pinged = 0.0;
        while (await timer.WaitForNextTickAsync(ct))
        {
            Outbox.Tick();
            var silence = Acceptances.Now - Volatile.Read(ref _heard);
            if (silence >= Patience)
            {
                _tally.Count("socket silent");
                return;
            }

            // It says that it stops: there are others, and what is unanswered goes there again.
            if (_drains && Outbox.IsQuiet) return;
            if (silence < PingAfter || Acceptances.Now - pinged < PingAfter) continue;
            pinged = Acceptances.Now;
            socket.Write(new PingFrame(0, default));
        }
    }

    private static Frame Next(ref ReadOnlyMemory<byte> rest) =>
        BinaryFrames.TryRead(ref rest, FrameSource.Server, out var frame, out var error)
            ? frame
            : throw new InvalidDataException($"The server sent a frame that is {error}.");

    private static async Task PauseAsync(double seconds, CancellationToken ct)
    {
        var jitter = 0.5 + (RandomNumberGenerator.GetInt32(1_000) / 2_000.0);
        await Task.Delay((int)Math.Ceiling(seconds * jitter * 1_000), ct).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>What belongs to one socket.</summary>
    private sealed class Conversation(AgentSocket socket)
    {
        private const uint FirstReference = 1U << 31;
        private readonly Lock _gate = new();
        private readonly Dictionary<uint, TaskCompletionSource<ReadOnlyMemory<byte>>> _asked = [];
        private uint _reference = FirstReference;

        public AgentSocket Socket => socket;

        public Channel<DeliveryFrame> Entries { get; } = Channel.CreateUnbounded<DeliveryFrame>();

        public Task<ReadOnlyMemory<byte>> AskEpochAsync(AgentId peer, ReadOnlyMemory<byte> hash, CancellationToken ct)
        {
            var answer = new TaskCompletionSource<ReadOnlyMemory<byte>>(
                TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _asked.Add(++_reference, answer);
                socket.Write(new GetEpochFrame(_reference, peer, hash));
            }

            return answer.Task.WaitAsync(ct);
        }

        /// <summary>An answer to a question about an epoch; an empty one says that it could not be answered.</summary>
        public bool TryAnswer(uint reference, ReadOnlyMemory<byte> record)
        {
            TaskCompletionSource<ReadOnlyMemory<byte>>? asked;
            lock (_gate)
                if (!_asked.Remove(reference, out asked)) return false;
            if (record.IsEmpty) asked.SetException(new IOException("The epoch was not told."));
            else asked.SetResult(record);
            return true;
        }

        public void End() => Entries.Writer.TryComplete();
    }
}
