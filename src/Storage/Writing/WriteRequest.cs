using System.Threading.Tasks.Sources;

namespace ContextExchange.Storage;

/// <summary>
/// A request whose caller waits for an answer; it is its own awaitable, so that a write costs one object.
/// </summary>
internal abstract class WriteRequest<T> : IWriteRequest, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _completion = new() { RunContinuationsAsynchronously = true };

    /// <summary>To be awaited once.</summary>
    public ValueTask<T> Completion => new(this, _completion.Version);

    /// <summary>What the caller gets once it is on disk.</summary>
    public T Answer { protected get; set; } = default!;

    public void Complete() => _completion.SetResult(Answer);

    public void Fail(StoreUnavailableException failure) => _completion.SetException(failure);

    T IValueTaskSource<T>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
