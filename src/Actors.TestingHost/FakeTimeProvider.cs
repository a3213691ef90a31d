namespace ContextExchange.Actors.TestingHost;

/// <summary>A clock that stands still until a test moves it. Due timers run on the thread that moves it.</summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(FakeTimer Timer, int Version), (DateTimeOffset Due, long Order)> _waiting = new();
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _order;

    /// <summary>Starts at midnight of 1 January 2026, UTC.</summary>
    public FakeTimeProvider() : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Starts at this time.</summary>
    public FakeTimeProvider(DateTimeOffset start) => _start = _now = start;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, running each timer at its own time, in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var end = GetUtcNow() + time;
        while (RunNext(end))
        {
            // All work is in the condition.
        }

        lock (_gate) _now = end;
    }

    /// <summary>
    /// Moves the clock to the next timer and runs it; false if none is due by <paramref name="limit"/>.
    /// </summary>
    public bool RunNext(DateTimeOffset limit)
    {
        FakeTimer next;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var stale, out _) && stale.Timer.Version != stale.Version) _waiting.Dequeue();
            if (!_waiting.TryPeek(out var first, out var when) || when.Due > limit) return false;
            _waiting.Dequeue();
            next = first.Timer;
            if (when.Due > _now) _now = when.Due;
            next.Version++;
            if (next.Period > TimeSpan.Zero) Enqueue(next, next.Period);
        }

        next.Callback();
        return true;
    }

    private void Enqueue(FakeTimer timer, TimeSpan dueTime) =>
        _waiting.Enqueue((timer, timer.Version), (_now + dueTime, _order++));

    private sealed class FakeTimer(FakeTimeProvider clock, Action callback) : ITimer
    {
        private bool _disposed;

        internal Action Callback { get; } = callback;

        internal TimeSpan Period { get; private set; }

        /// <summary>Tells the valid place in the queue from those left behind by changes.</summary>
        internal int Version { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed) return false;
                Version++;
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan) clock.Enqueue(this, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                Version++;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
