namespace ContextExchange.Client;

/// <summary>
/// Several transactions of one thread that become durable together: one flush for a burst of messages. Disposing it
/// without
/// <see cref="Commit"/> undoes all of them.
/// </summary>
internal sealed class StoreGroup : IDisposable
{
    private readonly SealedRows _rows;
    private readonly Action _ended;
    private readonly Action<bool>? _onCommit;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _open = true;

    public StoreGroup(SealedRows rows, Action ended, Action<bool>? onCommit)
    {
        _rows = rows;
        _ended = ended;
        _onCommit = onCommit;
        try
        {
            rows.Begin(nested: false);
        }
        catch
        {
            ended();
            throw;
        }
    }

    public bool IsCurrentThread => Environment.CurrentManagedThreadId == _thread;

    public StoreTransaction BeginNested() => new(_rows, nested: true, turn: null, onCommit: null);

    public void Commit()
    {
        _onCommit?.Invoke(false);
        _rows.Commit(nested: false);
        _open = false;
        _onCommit?.Invoke(true);
    }

    public void Dispose()
    {
        try
        {
            if (_open) _rows.Rollback(nested: false);
        }
        finally
        {
            _ended();
        }
    }
}
