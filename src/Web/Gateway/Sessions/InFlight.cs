namespace ContextExchange.Web.Gateway;

/// <summary>
/// Counts the frames of one socket whose answers are outstanding, and lets its reader wait for answers.
/// </summary>
internal sealed class InFlight
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private int _target;
    private int _count;

    public void Enter()
    {
        lock (_gate) _count++;
    }

    public void Leave()
    {
        lock (_gate)
        {
            _count--;
            if (_waiter is null || _count > _target) return;
            _waiter.TrySetResult();
            _waiter = null;
        }
    }

    /// <summary>Completes when another frame may be taken up.</summary>
    public ValueTask WaitForRoomAsync() => WaitAsync(Limits.MaxInFlightPerSocket - 1);

    /// <summary>Completes when everything is answered.</summary>
    public ValueTask WaitForAllAsync() => WaitAsync(0);

    private ValueTask WaitAsync(int target)
    {
        lock (_gate)
        {
            if (_count <= target) return ValueTask.CompletedTask;
            // Whoever waits for fewer waits longer; the other is woken with it.
            _target = _waiter is null ? target : Math.Min(_target, target);
            _waiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_waiter.Task);
        }
    }
}
