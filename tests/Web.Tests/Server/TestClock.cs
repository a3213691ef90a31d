namespace ContextExchange.Web.Tests;

/// <summary>
/// A clock that moves only when a test says so; timers that are due fire then. One that is due again and again fires a
/// hundred times in one leap at most, as it would on a machine that has slept: a day is no 345,600 ticks.
/// </summary>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly List<(TimeSpan DueTime, TaskCompletionSource Began)> _expected = [];
    private DateTimeOffset _now = start;
    private TimeSpan _leastPeriod;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Completes when the next timer is set to this due time: what the code under test waits for then ends by moving
    /// the clock. Ask before that code runs.
    /// </summary>
    public Task NextTimerAsync(TimeSpan dueTime)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _expected.Add((dueTime, began));
        return began.Task;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        _leastPeriod = by / 100;
        while (TakeDue(end) is { } timer)
            timer.Fire();
        lock (_gate)
            _now = end;
    }

    private Timer? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is { Due: { } due } && due > _now)
                _now = due;
            next?.Rearm();
            return next;
        }
    }

    private void Began(TimeSpan dueTime)
    {
        foreach (var expected in _expected.FindAll(expected => expected.DueTime == dueTime))
            expected.Began.SetResult();
        _expected.RemoveAll(expected => expected.DueTime == dueTime);
    }

    private sealed class Timer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                clock.Began(dueTime);
            }

            return true;
        }

        public void Rearm() =>
            Due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero
                ? null
                : clock._now + (_period > clock._leastPeriod ? _period : clock._leastPeriod);

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
