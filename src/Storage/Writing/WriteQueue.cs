namespace ContextExchange.Storage;

/// <summary>
/// What waits for the writer, in the order of the calls. Bounded: a full queue refuses, and whoever can wait is told
/// when
/// there is room again.
/// </summary>
internal sealed class WriteQueue<TRequest>(int capacity)
{
    private readonly object _lock = new();
    private List<TRequest> _waiting = [];
    private TaskCompletionSource? _room;
    private bool _writerWaits;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>False when the queue is full.</summary>
    /// <exception cref="StoreUnavailableException">The store is closed.</exception>
    public bool TryAdd(TRequest request)
    {
        lock (_lock)
        {
            if (_closed) throw new StoreUnavailableException("The store is closed.");
            if (_waiting.Count >= capacity) return false;
            _waiting.Add(request);
            if (_writerWaits) Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Completes when the writer has taken something since the call.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (_waiting.Count < capacity) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>
    /// Waits for requests and takes up to <paramref name="max"/>; none when <paramref name="patience"/> has passed
    /// (<see cref="Timeout.InfiniteTimeSpan"/>: never). False when the queue is closed and nothing is left.
    /// </summary>
    public bool Take(ref List<TRequest> batch, int max, TimeSpan patience)
    {
        lock (_lock)
        {
            _writerWaits = true;
            while (_waiting.Count == 0 && !_closed && Monitor.Wait(_lock, patience))
            {
            }

            _writerWaits = false;
            if (_waiting.Count <= max)
            {
                (batch, _waiting) = (_waiting, batch);
            }
            else
            {
                batch.AddRange(_waiting[..max]);
                _waiting.RemoveRange(0, max);
            }

            _room?.SetResult();
            _room = null;
            return batch.Count > 0 || !_closed;
        }
    }

    /// <summary>Takes nothing more; what waits is still written.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }
}
