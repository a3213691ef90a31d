namespace ContextExchange.Actors;

/// <summary>
/// A connection that another silo dialled, with its calls that run here. When it ends, those that still wait do not
/// start: their callers were told that they failed.
/// </summary>
internal sealed class InboundLink : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, IInboundCall> _running = [];
    private readonly RequestWindow _window = new();
    private readonly LinkContext _context;
    private readonly SiloConnection _connection;
    private readonly FrameQueue _frames;
    private readonly ITimer _heartbeat;
    private readonly string _from;
    private TaskCompletionSource? _idle;
    private bool _ended;
    private long _heard;

    internal InboundLink(LinkContext context, SiloConnection connection, string from)
    {
        _context = context;
        _connection = connection;
        _from = from;
        _heard = context.Time.GetTimestamp();
        _frames = new(context.Runtime.Scheduler, context.Options.MaxQueuedBytes, failure => End(failure.Message));
        _heartbeat = context.Time.CreateTimer(
            static link => ((InboundLink)link!).Beat(), this,
            context.Options.HeartbeatInterval, context.Options.HeartbeatInterval);
    }

    /// <summary>The run of a silo that dialled, by its name.</summary>
    internal string From => _from;

    internal int MaxFrame => _context.Options.MaxMessageBytes;

    public void Dispose() => End("this silo stops");

    /// <summary>Serves the link until it ends.</summary>
    internal async Task RunAsync()
    {
        try
        {
            _frames.Start(_connection.Output);
            await Frames.ReadAllAsync(_connection.Input, MaxFrame, Take).ConfigureAwait(false);
            End("the other silo closed it");
        }
#pragma warning disable CA1031 // Whatever ends the link, its silo can dial again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End(exception.Message);
        }
    }

    /// <summary>Completes when no call from the other silo waits or runs here and all answers are written.</summary>
    internal async Task DrainedAsync()
    {
        Task idle;
        lock (_gate)
        {
            idle = _running.Count == 0
                ? Task.CompletedTask
                : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await idle.ConfigureAwait(false);
        await _frames.WrittenAsync().ConfigureAwait(false);
    }

    /// <summary>Sends the outcome of a call.</summary>
    internal void Answer(IInboundCall call, ReadOnlySpan<byte> frame)
    {
        Add(frame, IsAlone());
        Ended(call);
    }

    internal void AnswerFailure(IInboundCall call, Exception exception) => Answer(call, FrameKind.Failure, exception);

    internal void AnswerNotOwner(IInboundCall call) => Answer(call, FrameKind.NotOwner, null);

    private void Answer(IInboundCall? call, FrameKind kind, Exception? failure, ulong id = 0)
    {
        var writer = MessageWriter.Rent(MaxFrame);
        writer.BeginFrame(kind);
        writer.PutVarint(call?.Id ?? id);
        if (failure is not null) CallFailure.Write(writer, failure);
        writer.EndFrame();
        Add(writer.Written, isLast: false);
        writer.Return();
        if (call is not null) Ended(call);
    }

    private void Add(ReadOnlySpan<byte> frame, bool isLast)
    {
        if (!_frames.TryAdd(frame, mustFit: false, out var begins)) End("it does not read its answers");
        else if (begins) _frames.Begin(now: isLast);
    }

    /// <summary>Whether no other call of the link runs, so that an answer has nothing to wait for.</summary>
    private bool IsAlone()
    {
        lock (_gate) return _running.Count == 1;
    }

    /// <summary>The answer is in the queue; only now may the link count as drained.</summary>
    private void Ended(IInboundCall call)
    {
        lock (_gate)
        {
            _running.Remove(call.Id);
            if (_running.Count == 0) _idle?.TrySetResult();
        }
    }

    private void Take(FrameKind kind, ReadOnlySpan<byte> body)
    {
        Volatile.Write(ref _heard, _context.Time.GetTimestamp());
        var reader = new MessageReader(body, _context.Runtime);
        var id = reader.Varint();
        switch (kind)
        {
            case FrameKind.Ping: Answer(null, FrameKind.Pong, null); break;
            case FrameKind.Request: TakeRequest(id, ref reader); break;
            case FrameKind.Cancel:
                lock (_gate)
                {
                    if (!_running.Remove(id, out var call)) return;
                    if (_running.Count == 0) _idle?.TrySetResult();
                    Forget(call);
                }

                break;
            default: throw MessageReader.Malformed($"a frame of kind {(int)kind} is no request");
        }
    }

    private void TakeRequest(ulong id, ref MessageReader reader)
    {
        // A request that comes twice runs once.
        if (!_window.TryAdd(id)) return;
        var left = reader.Varint();
        try
        {
            Start(ReadCall(id, left, ref reader));
        }
#pragma warning disable CA1031 // A request that cannot be read fails alone; the frames after it are sound.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = exception as MalformedMessageException
                ?? new MalformedMessageException("The request cannot be read.", exception);
            ClusterLog.Unreadable(_context.Logger, _from, failure.Message);
            if (left != 0) Answer(null, FrameKind.Failure, failure, id);
        }
        finally
        {
            RequestContext.Replace(null);
        }
    }

    private GrainCall ReadCall(ulong id, ulong left, ref MessageReader reader)
    {
        var number = reader.Fixed64();
        var name = new GrainId(GrainType.Create(reader.Text()), IdSpan.Create(reader.Text()));
        var method = RemoteMethods.Find(number)
            ?? throw MessageReader.Malformed($"no contract here has the method {number:x16}; versions differ");
        var target = _context.Runtime.TargetOf(name);
        // The call's turn, and what it calls, see the caller's request context.
        RequestContext.Replace(RequestContext.Read(ref reader));
        var wait = TimeSpan.FromMilliseconds(Math.Min(left, 86_400_000));
        var deadline = left == 0
            ? 0
            : _context.Time.GetTimestamp() + (long)(wait.TotalSeconds * _context.Time.TimestampFrequency);
        return method.Read(target, new(this, id, deadline), ref reader);
    }

    private void Start(GrainCall call)
    {
        if (!call.IsOneWay)
        {
            lock (_gate)
            {
                if (_ended) return;
                var inbound = (IInboundCall)call;
                _running.Add(inbound.Id, inbound);
            }
        }

        _context.Runtime.Send(call);
    }

    private void Beat()
    {
        var silence = _context.Time.GetElapsedTime(Volatile.Read(ref _heard));
        if (silence >= _context.Options.HeartbeatTimeout) End($"silent for {silence.TotalSeconds:0.#} s");
    }

    private void End(string reason)
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            foreach (var call in _running.Values) Forget(call);
            _running.Clear();
            _idle?.TrySetResult();
        }

        _heartbeat.Dispose();
        _frames.Close();
        _connection.Abort();
        _context.Ended(this);
        ClusterLog.LinkEnded(_context.Logger, _from, reason);
    }

    /// <summary>Runs no foreign code: what listens to the call's token is called on another thread.</summary>
    private static void Forget(IInboundCall call) => call.Forget();
}
