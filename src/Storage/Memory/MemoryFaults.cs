namespace ContextExchange.Storage;

/// <summary>What tests make a <see cref="MemoryStore"/> do. Safe for concurrent use.</summary>
public sealed class MemoryFaults
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _waiting = new();
    private WriteFault _next;
    private bool _staleHead;
    private bool _holding;

    /// <summary>Writes that wait since <see cref="HoldCommits"/>.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>
    /// The next commit fails with <see cref="StoreUnavailableException"/>, before or after it was applied.
    /// </summary>
    public void FailNext(WriteFault fault)
    {
        lock (_lock) _next = fault;
    }

    /// <summary>The next step with an entry is answered <see cref="LogVerdict.StaleHead"/> and not stored.</summary>
    public void StaleNextHead()
    {
        lock (_lock) _staleHead = true;
    }

    /// <summary>From now on writes wait, in the order of the calls, until <see cref="ReleaseCommits"/>.</summary>
    public void HoldCommits()
    {
        lock (_lock) _holding = true;
    }

    /// <summary>Carries out the oldest waiting write; false when none waits.</summary>
    public bool ReleaseOne()
    {
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out var write)) return false;
            write();
            return true;
        }
    }

    /// <summary>Carries out what waits, in order, and lets later writes through again.</summary>
    public void ReleaseCommits()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var write)) write();
            _holding = false;
        }
    }

    /// <summary>Runs a write now or when it is released.</summary>
    internal ValueTask<T> CommitAsync<T>(Func<T> apply)
    {
        lock (_lock)
        {
            if (!_holding)
            {
                try
                {
                    return ValueTask.FromResult(Commit(apply));
                }
                catch (StoreUnavailableException failure)
                {
                    return ValueTask.FromException<T>(failure);
                }
            }

            var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(() => Complete(completion, apply));
            return new ValueTask<T>(completion.Task);
        }
    }

    /// <summary>Whether the step that is judged now must be answered as stale.</summary>
    internal bool TakeStaleHead()
    {
        var stale = _staleHead;
        _staleHead = false;
        return stale;
    }

    private T Commit<T>(Func<T> apply)
    {
        var fault = _next;
        _next = WriteFault.None;
        if (fault == WriteFault.BeforeApplied) throw new StoreUnavailableException("Injected: nothing was applied.");
        var result = apply();
        if (fault == WriteFault.AfterApplied) throw new StoreUnavailableException("Injected: it was applied.");
        return result;
    }

    private void Complete<T>(TaskCompletionSource<T> completion, Func<T> apply)
    {
        try
        {
            completion.SetResult(Commit(apply));
        }
        catch (StoreUnavailableException failure)
        {
            completion.SetException(failure);
        }
    }
}
