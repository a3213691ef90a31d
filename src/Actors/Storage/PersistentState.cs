namespace ContextExchange.Actors;

/// <summary>
/// A grain's stored state. Operations run one after another; writes that wait behind another share one, since each
/// writes the whole state anyway. Only touched from the grain's turns, so it needs no lock.
/// </summary>
internal sealed class PersistentState<T>(string name, GrainId grainId, IGrainStorage storage, Func<T> initial)
    : IPersistentState<T>
{
    private readonly GrainState<T> _record = new(initial());
    private Task _last = Task.CompletedTask;
    private Task? _waitingWrite;

    public T State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => _last = RunAsync(async () =>
    {
        await storage.ReadStateAsync(name, grainId, _record, cancellationToken);
        if (!_record.RecordExists) _record.State = initial();
    });

    public Task WriteStateAsync(CancellationToken cancellationToken)
    {
        if (_waitingWrite is { } shared && !cancellationToken.CanBeCanceled) return shared;
        var waits = !_last.IsCompleted;
        var write = RunAsync(() =>
        {
            _waitingWrite = null;
            return storage.WriteStateAsync(name, grainId, _record, cancellationToken);
        });
        if (waits && !cancellationToken.CanBeCanceled) _waitingWrite = write;
        return _last = write;
    }

    public Task ClearStateAsync(CancellationToken cancellationToken) => _last = RunAsync(async () =>
    {
        await storage.ClearStateAsync(name, grainId, _record, cancellationToken);
        _record.State = initial();
    });

    private async Task RunAsync(Func<Task> operation)
    {
        if (!_last.IsCompleted) await _last.ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await operation();
    }
}
