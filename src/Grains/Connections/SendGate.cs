namespace ContextExchange.Grains.Connections;

/// <summary>
/// Lets messages through, or holds new ones back until those under way have returned, so that a change is confirmed
/// only when nothing decided before it is still on its way. For one grain's turns: not thread-safe.
/// </summary>
internal sealed class SendGate
{
    private int _underWay;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource? _opened;

    public bool IsOpen => _opened is null;

    /// <summary>Completes when the gate is open; those who wait go on in their order.</summary>
    public Task WhenOpen => _opened?.Task ?? Task.CompletedTask;

    public void Enter() => _underWay++;

    public void Leave()
    {
        if (--_underWay == 0) _drained?.TrySetResult();
    }

    /// <summary>Closes the gate; completes when nothing is under way. Not to be called while it is closed.</summary>
    public Task CloseAsync()
    {
        _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_underWay == 0) return Task.CompletedTask;
        _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _drained.Task;
    }

    public void Open()
    {
        var opened = _opened;
        _opened = null;
        _drained = null;
        opened?.SetResult();
    }
}
