namespace ContextExchange.Actors;

/// <summary>
/// A timer of one activation. When it is due it queues a call to itself; the next wait begins after that call's end, so
/// it cannot overlap itself.
/// </summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _disposal = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly bool _interleave;
    private readonly bool _keepAlive;
    private TimeSpan _period;
    private bool _ticking;

    /// <summary>A wait set by <see cref="Change"/> during a callback; begins after it.</summary>
    private TimeSpan? _changedDueTime;

    internal GrainTimer(
        Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _period = options.Period;
        _interleave = options.Interleave;
        _keepAlive = options.KeepAlive;
        // The timer must not drag the registering call's context into every tick.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _timer = activation.Target.Runtime.Time.CreateTimer(
                static timer => ((GrainTimer)timer!).Tick(), this, options.DueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _period = period;
            if (_ticking) _changedDueTime = dueTime;
            else if (!_disposal.IsCancellationRequested) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposal.IsCancellationRequested) return;
            _timer.Dispose();
        }

        _disposal.Cancel();
        _activation.RemoveTimer(this);
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_ticking || _disposal.IsCancellationRequested) return;
            _ticking = true;
        }

        // An activation that is gone disposed its timers; a tick that was under way then ends here.
        _ = _activation.TryEnqueue(new TimerTick(this, _activation.Target, _interleave));
    }

    /// <summary>Runs the callback as part of the activation's turn.</summary>
    internal async Task RunAsync()
    {
        try
        {
            if (_keepAlive) _activation.Touch();
            if (!_disposal.IsCancellationRequested) await _callback(_disposal.Token);
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested)
        {
            // The callback heeded its token.
        }
#pragma warning disable CA1031 // A failing callback does not end the timer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.TimerFailed(_activation.Target.Runtime.Logger, _activation.GrainId, exception);
        }
    }

    /// <summary>Begins the next wait.</summary>
    internal void Rearm()
    {
        lock (_gate)
        {
            _ticking = false;
            var next = _changedDueTime ?? _period;
            _changedDueTime = null;
            if (!_disposal.IsCancellationRequested) _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }
}
