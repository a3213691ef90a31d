using Microsoft.Extensions.Logging;

namespace ContextExchange.Actors;

/// <summary>
/// The connection that this silo dialled to another one, with the calls that wait for an answer. When it ends, all of
/// them fail as retryable: some may have run, so none is ever sent again.
/// </summary>
internal sealed class OutboundLink : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, GrainCall> _outstanding = [];
    private readonly LinkContext _context;
    private readonly FrameQueue _frames;
    private readonly ITimer _heartbeat;
    private readonly bool _isQuiet;
    private SiloConnection? _connection;
    private string? _ended;
    private ulong _last;
    private long _heard;

    /// <param name="context">The silo's.</param>
    /// <param name="to">Whom to dial.</param>
    /// <param name="isQuiet">It was said already that dialling fails.</param>
    internal OutboundLink(LinkContext context, SiloAddress to, bool isQuiet)
    {
        _context = context;
        _isQuiet = isQuiet;
        To = to;
        _heard = context.Time.GetTimestamp();
        _frames = new(context.Runtime.Scheduler, context.Options.MaxQueuedBytes, failure => Break(failure.Message));
        _heartbeat = context.Time.CreateTimer(
            static link => ((OutboundLink)link!).Beat(), this,
            context.Options.HeartbeatInterval, context.Options.HeartbeatInterval);
        _ = RunAsync();
    }

    internal SiloAddress To { get; }

    /// <summary>When the link ended; null while it may carry calls.</summary>
    internal long? EndedAt { get; private set; }

    /// <summary>Whether the other silo ever answered.</summary>
    internal bool WasLinked { get; private set; }

    public void Dispose() => End("this silo stops");

    /// <summary>Puts the call on its way, or fails it.</summary>
    internal void Send(GrainCall call)
    {
        var id = Interlocked.Increment(ref _last);
        var writer = MessageWriter.Rent(_context.Options.MaxMessageBytes);
        try
        {
            Request.Write(writer, id, call, _context.Time);
            var refusal = Enqueue(call, id, writer.Written, out var begins, out var alone);
            if (begins) _frames.Begin(now: alone);
            if (refusal is not null) call.Fail(refusal);
            else if (call.IsOneWay) call.HandedOver();
            // Whoever settled the call before it was on this link could not take it back from here.
            else if (call.IsSettled) Forget(id);
        }
#pragma warning disable CA1031 // A value that cannot be written is its call's failure, and nobody else's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Fail(exception);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Nobody waits for the call with this number any more; the other silo is told.</summary>
    internal void Forget(ulong id)
    {
        lock (_gate)
        {
            if (!_outstanding.Remove(id, out var call)) return;
            call.Ticket = null;
        }

        SendSmall(FrameKind.Cancel, id);
    }

    /// <summary>Ends the link; its calls fail.</summary>
    /// <returns>False when it has ended before.</returns>
    internal bool End(string reason)
    {
        GrainCall[] lost;
        lock (_gate)
        {
            if (_ended is not null) return false;
            _ended = reason;
            EndedAt = _context.Time.GetTimestamp();
            lost = [.. _outstanding.Values];
            foreach (var call in lost) call.Ticket = null;
            _outstanding.Clear();
        }

        _heartbeat.Dispose();
        _frames.Close();
        _connection?.Abort();
        if (_isQuiet && !WasLinked) ClusterLog.StillUnreachable(_context.Logger, To.Name, reason);
        else ClusterLog.LinkEnded(_context.Logger, To.Name, reason);
        foreach (var call in lost)
        {
            call.Take(new SiloUnavailableException(
                $"The link with {To.Name} ended ({reason}); it is not known whether {call} ran."));
            _context.Runtime.Scheduler.Schedule(call);
        }

        return true;
    }

    private Exception? Enqueue(GrainCall call, ulong id, ReadOnlySpan<byte> frame, out bool begins, out bool alone)
    {
        begins = alone = false;
        lock (_gate)
        {
            if (_ended is not null)
                return new SiloUnavailableException($"{To.Name} cannot be reached ({_ended}); {call} did not start.");
            if (_outstanding.Count >= _context.Options.MaxOutstandingCalls)
            {
                return new LimitExceededException(
                    $"{_outstanding.Count} calls wait for {To.Name}; {call} was refused.");
            }

            if (!_frames.TryAdd(frame, mustFit: true, out begins))
                return new LimitExceededException($"Too much waits to be sent to {To.Name}; {call} was refused.");
            if (call.IsOneWay) return null;
            call.Ticket = new(this, id);
            _outstanding.Add(id, call);
            alone = _outstanding.Count == 1;
            return null;
        }
    }

    private void Break(string reason)
    {
        if (End(reason)) _context.Broken();
    }

    private async Task RunAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(_context.Options.ConnectTimeout, _context.Time);
            var connection = await _context.Transport.DialAsync(To.Endpoint, limit.Token).ConfigureAwait(false);
            lock (_gate)
            {
                if (_ended is null) _connection = connection;
            }

            if (_connection is null) connection.Abort();
            await new Handshake(_context.Options, connection).DialAsync(_context.Self, To, limit.Token)
                .ConfigureAwait(false);
            WasLinked = true;
            ClusterLog.Linked(_context.Logger, To.Name);
            Volatile.Write(ref _heard, _context.Time.GetTimestamp());
            _frames.Start(connection.Output);
            await Frames.ReadAllAsync(connection.Input, _context.Options.MaxMessageBytes, Take).ConfigureAwait(false);
            Break("the other silo closed it");
        }
        catch (OperationCanceledException)
        {
            Break("no answer to the dialling in time");
        }
#pragma warning disable CA1031 // Whatever ends the link ends it for all of its calls.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Break(exception.Message);
        }
    }

    private void Take(FrameKind kind, ReadOnlySpan<byte> body)
    {
        Volatile.Write(ref _heard, _context.Time.GetTimestamp());
        if (kind == FrameKind.Pong) return;
        var reader = new MessageReader(body, _context.Runtime);
        if (TakeOutstanding(reader.Varint()) is not { } call) return;
        if (kind == FrameKind.NotOwner)
        {
            _context.Redirect(call);
            return;
        }

        try
        {
            if (kind == FrameKind.Result) call.Take(ref reader);
            else if (kind == FrameKind.Failure) call.Take(CallFailure.Read(ref reader));
            else throw MessageReader.Malformed($"a frame of kind {(int)kind} is no answer");
        }
#pragma warning disable CA1031 // Also a constructor may refuse what it is given: to the caller that is one thing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Take(exception as MalformedMessageException
                ?? new MalformedMessageException($"The answer to {call} cannot be read.", exception));
        }

        // Its caller goes on elsewhere: what it does next must not hold up the link.
        _context.Runtime.Scheduler.Schedule(call);
    }

    private GrainCall? TakeOutstanding(ulong id)
    {
        lock (_gate)
        {
            // Unknown are those that were given up, and answers that came twice.
            if (!_outstanding.Remove(id, out var call)) return null;
            call.Ticket = null;
            return call;
        }
    }

    private void Beat()
    {
        var silence = _context.Time.GetElapsedTime(Volatile.Read(ref _heard));
        if (silence >= _context.Options.HeartbeatTimeout) Break($"silent for {silence.TotalSeconds:0.#} s");
        else SendSmall(FrameKind.Ping, 0);
    }

    private void SendSmall(FrameKind kind, ulong id)
    {
        var writer = MessageWriter.Rent(_context.Options.MaxMessageBytes);
        writer.BeginFrame(kind);
        writer.PutVarint(id);
        writer.EndFrame();
        // Without room the other side learns from the time that it has left, or from silence.
        if (_frames.TryAdd(writer.Written, mustFit: false, out var begins) && begins) _frames.Begin(now: false);
        writer.Return();
    }
}
