namespace ContextExchange.Storage;

/// <summary>
/// The one thread of a store that writes: takes whatever waits, has it written and flushed together, and lets the
/// callers go on in the order of their calls. It waits for nothing but requests.
/// </summary>
internal abstract class GroupWriter<TRequest> : IDisposable
    where TRequest : class, IWriteRequest
{
    private readonly int _maxWaiting;
    private readonly int _maxBatch;
    private readonly WriteQueue<TRequest> _queue;
    private readonly List<TRequest> _kept = [];
    private readonly Thread _thread;
    private long _commits;
    private long _writes;
    private volatile string? _lastError;
    private volatile bool _succeeded = true;

    /// <param name="name">The thread's name.</param>
    /// <param name="maxWaiting">Requests that may wait at once.</param>
    /// <param name="maxBatch">Most requests that are taken at once.</param>
    protected GroupWriter(string name, int maxWaiting, int maxBatch)
    {
        _maxWaiting = maxWaiting;
        _maxBatch = maxBatch;
        _queue = new WriteQueue<TRequest>(maxWaiting);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    /// <summary>Commits that succeeded, and the writes in them; exact once this is disposed.</summary>
    public (long Commits, long Writes) Done => (Volatile.Read(ref _commits), Volatile.Read(ref _writes));

    public StoreHealth Health => new(_succeeded, _queue.Count, _lastError);

    /// <summary>Requests of failed commits that nobody waits for; the next commit takes them first.</summary>
    protected IReadOnlyList<TRequest> Kept => _kept;

    /// <summary>Queues a request; its place in the order is given before this returns.</summary>
    /// <exception cref="StoreUnavailableException">The queue is full or closed; nothing was queued.</exception>
    public void Add(TRequest request)
    {
        if (!_queue.TryAdd(request))
            throw new StoreUnavailableException($"{_maxWaiting} writes wait already.");
    }

    /// <summary>Queues a request that nobody waits for; waits itself while the queue is full.</summary>
    public async ValueTask AddPatientlyAsync(TRequest request, CancellationToken cancellationToken)
    {
        while (!_queue.TryAdd(request)) await _queue.WaitForRoomAsync().WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Queues a request and returns its answer. A caller may give up waiting; the write goes on, its outcome is then
    /// unknown to that caller.
    /// </summary>
    public ValueTask<T> WriteAsync<T, TCall>(TCall request, CancellationToken cancellationToken)
        where TCall : WriteRequest<T>, TRequest
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancellationToken);
        try
        {
            Add(request);
        }
        catch (StoreUnavailableException refusal)
        {
            return ValueTask.FromException<T>(refusal);
        }

        return cancellationToken.CanBeCanceled
            ? new ValueTask<T>(request.Completion.AsTask().WaitAsync(cancellationToken))
            : request.Completion;
    }

    /// <summary>Writes what waits, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// How long an idle store waits before it tries an empty batch, to learn whether it still can write; infinite for
    /// never.
    /// </summary>
    /// <param name="succeeded">Whether the last commit did.</param>
    protected virtual TimeSpan ProbeAfter(bool succeeded) => Timeout.InfiniteTimeSpan;

    protected void Start() => _thread.Start();

    /// <summary>
    /// Writes the requests, after those that are <see cref="Kept"/>, in one or several commits, each of which ends with
    /// <see cref="Complete"/> or <see cref="Fail"/>. Throws nothing.
    /// </summary>
    protected abstract void Write(IReadOnlyList<TRequest> batch);

    /// <summary>The thread has ended: gives up what it used.</summary>
    protected abstract void Close();

    /// <summary>These requests, and those that are kept, are on disk.</summary>
    protected void Complete(IReadOnlyList<TRequest> done)
    {
        _succeeded = true;
        // A probe that went well has committed nothing.
        if (done.Count + _kept.Count == 0) return;
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _writes, _writes + done.Count + _kept.Count);
        _kept.Clear();
        foreach (var request in done) request.Complete();
    }

    protected void Fail(IReadOnlyList<TRequest> lost, StoreUnavailableException failure)
    {
        NoteError(failure.Message);
        foreach (var request in lost)
        {
            if (request.IsKept) Keep(request);
            request.Fail(failure);
        }
    }

    protected void NoteError(string error)
    {
        _lastError = error;
        _succeeded = false;
    }

    private void Run()
    {
        List<TRequest> batch = [];
        while (_queue.Take(ref batch, _maxBatch, ProbeAfter(_succeeded)))
        {
            Write(batch);
            batch.Clear();
        }

        if (_kept.Count > 0) Write([]);
    }

    private void Keep(TRequest record)
    {
        if (_kept.Count < _maxWaiting) _kept.Add(record);
        else NoteError($"Audit records were lost: {_kept.Count} wait since the store fails.");
    }
}
