using System.Threading.Tasks.Sources;

namespace ContextExchange.Storage;

/// <summary>
/// A request whose caller waits for an answer; it is its own awaitable, so that a write costs one object.
/// </summary>
internal abstract class WriteRequest<T> : WriteRequest, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _completion = new() { RunContinuationsAsynchronously = true };
    private T _answer = default!;

    /// <summary>To be awaited once.</summary>
    public ValueTask<T> Completion => new(this, _completion.Version);

    public sealed override void Apply(WriterTables tables) => _answer = Answer(tables);

    public sealed override void Complete() => _completion.SetResult(_answer);

    public sealed override void Fail(StoreUnavailableException failure) => _completion.SetException(failure);

    T IValueTaskSource<T>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    /// <summary>Does the work and says what the caller gets once it is on disk.</summary>
    protected abstract T Answer(WriterTables tables);
}
