using ContextExchange.Grains.Storage;

namespace ContextExchange.Simulation.Tests.Store;

/// <summary>A write that waits for its batch.</summary>
internal abstract class PendingWrite
{
    /// <summary>Whether the store judged it and changed nothing.</summary>
    public abstract bool IsRefused { get; }

    public abstract void Apply();

    /// <summary>Leaves a step of the log out, as if it were stored; false for any other write.</summary>
    public abstract bool TrySkip();

    /// <summary>Answers whoever waits.</summary>
    public abstract void Complete(bool fails);
}

/// <inheritdoc cref="PendingWrite"/>
internal sealed class PendingWrite<T>(Func<ValueTask<T>> apply) : PendingWrite
{
    private readonly TaskCompletionSource<T> _answer = new();
    private Task<T>? _outcome;

    public Task<T> Answer => _answer.Task;

    public override bool IsRefused => _outcome is Task<LogVerdict> { Result: not LogVerdict.Stored };

    public override void Apply()
    {
        // What lies below has no latency of its own.
        _outcome = apply().AsTask();
        if (!_outcome.IsCompleted) throw new InvalidOperationException("The store itself must not wait.");
    }

    public override bool TrySkip()
    {
        if (typeof(T) != typeof(LogVerdict)) return false;
        _outcome = Task.FromResult<T>(default!);
        return true;
    }

    public override void Complete(bool fails)
    {
        if (fails || _outcome is null)
            _answer.SetException(new StoreUnavailableException("Injected: unknown outcome."));
        else if (_outcome.Exception is { } failure) _answer.SetException(failure.InnerExceptions);
        else _answer.SetResult(_outcome.Result);
    }
}
