namespace ContextExchange.Actors;

/// <summary>
/// The pending calls that share one response timeout: since the timeout is the same, the order of arrival is the order
/// of deadlines, so adding and removing are O(1) and one timer, set to the first deadline, serves all.
/// </summary>
internal sealed class TimeoutQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly long _timeoutTicks;
    private readonly ITimer _timer;
    private GrainCall? _first;
    private GrainCall? _last;
    private bool _armed;

    internal TimeoutQueue(TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _time = time;
        _timeoutTicks = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateTimer(
            static queue => ((TimeoutQueue)queue!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    internal void Add(GrainCall call)
    {
        lock (_gate)
        {
            call.Deadline = _time.GetTimestamp() + _timeoutTicks;
            call.Earlier = _last;
            if (_last is null) _first = call;
            else _last.Later = call;
            _last = call;
            if (_armed) return;
            _armed = true;
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
        }
    }

    internal void Remove(GrainCall call)
    {
        lock (_gate)
        {
            if (call.Earlier is null && _first != call) return;
            Unlink(call);
        }
    }

    /// <summary>Takes every pending call out, as when the silo dies.</summary>
    internal IEnumerable<GrainCall> TakeAll()
    {
        while (TakeFirst(_ => true) is { } call) yield return call;
    }

    private void Expire()
    {
        var now = _time.GetTimestamp();
        while (TakeFirst(call => call.Deadline <= now) is { } call)
            call.Fail(new TimeoutException($"No response to {call} within {_timeout}."));

        lock (_gate)
        {
            _armed = _first is not null;
            if (!_armed) return;
            var left = TimeSpan.FromSeconds((double)(_first!.Deadline - now) / _time.TimestampFrequency);
            // Rounded up, since a timer that fires early would find nothing to do.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds))),
                Timeout.InfiniteTimeSpan);
        }
    }

    private GrainCall? TakeFirst(Func<GrainCall, bool> condition)
    {
        lock (_gate)
        {
            if (_first is not { } call || !condition(call)) return null;
            Unlink(call);
            return call;
        }
    }

    private void Unlink(GrainCall call)
    {
        if (call.Earlier is null) _first = call.Later;
        else call.Earlier.Later = call.Later;
        if (call.Later is null) _last = call.Earlier;
        else call.Later.Earlier = call.Earlier;
        call.Earlier = null;
        call.Later = null;
    }
}
