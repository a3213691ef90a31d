namespace ContextExchange.Storage;

/// <summary>
/// The one thread that writes: takes whatever waits, does it in one transaction, flushes that to disk, and lets the
/// callers
/// go on in the order of their calls. It waits for nothing but requests.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStorageOptions _options;
    private readonly WriteQueue _queue;
    private readonly WriterTables _tables;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly List<AuditRequest> _kept = [];
    private readonly Thread _thread;
    private long _commits;
    private long _writes;
    private volatile string? _lastError;
    private volatile bool _succeeded = true;

    public SqliteWriter(SqliteDatabase database, SqliteStorageOptions options, TimeProvider time)
    {
        _database = database;
        _options = options;
        _queue = new WriteQueue(options.MaxWaiting);
        _tables = new WriterTables(database, options, time);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Commits that succeeded, and the writes in them; exact once this is disposed.</summary>
    public (long Commits, long Writes) Done => (Volatile.Read(ref _commits), Volatile.Read(ref _writes));

    public StoreHealth Health => new(_succeeded, _queue.Count, _lastError);

    /// <summary>Queues a request; its place in the order is given before this returns.</summary>
    /// <exception cref="StoreUnavailableException">The queue is full or closed; nothing was queued.</exception>
    public void Add(WriteRequest request)
    {
        if (!_queue.TryAdd(request))
            throw new StoreUnavailableException($"{_options.MaxWaiting} writes wait already.");
    }

    /// <summary>Queues a request that nobody waits for; waits itself while the queue is full.</summary>
    public async ValueTask AddPatientlyAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        while (!_queue.TryAdd(request)) await _queue.WaitForRoomAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Writes what waits, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _database.Dispose();
    }

    private void Run()
    {
        List<WriteRequest> batch = [];
        while (_queue.Take(ref batch, _options.MaxBatch))
        {
            if (TryWrite(batch) is { } failure) Fail(batch, failure);
            else Complete(batch);
            batch.Clear();
        }

        if (_kept.Count > 0 && TryWrite([]) is null) _kept.Clear();
    }

    private void Complete(List<WriteRequest> batch)
    {
        _succeeded = true;
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _writes, _writes + batch.Count + _kept.Count);
        _kept.Clear();
        foreach (var request in batch) request.Complete();
    }

    private void Fail(List<WriteRequest> batch, StoreUnavailableException failure)
    {
        _lastError = failure.Message;
        _succeeded = false;
        foreach (var request in batch)
        {
            // Nobody waits for an audit record, so it must not be lost with its batch.
            if (request is AuditRequest record) Keep(record);
            request.Fail(failure);
        }
    }

    private void Keep(AuditRequest record)
    {
        if (_kept.Count < _options.MaxWaiting) _kept.Add(record);
        else _lastError = $"Audit records were lost: {_kept.Count} wait since the store fails.";
    }

    private StoreUnavailableException? TryWrite(List<WriteRequest> batch)
    {
        try
        {
            _begin.Run();
            foreach (var request in _kept) request.Apply(_tables);
            foreach (var request in batch) request.Apply(_tables);
            _tables.Flush();
            _commit.Run();
            return null;
        }
        catch (Exception failure)
        {
            // Whatever it was, no caller may be told that its write is on disk, and the thread must live on.
            Undo();
            return new StoreUnavailableException($"The write failed: {failure.Message}", failure);
        }
    }

    private void Undo()
    {
        _tables.Forget();
        _database.ResetAll();
        try
        {
            if (!_database.IsIdle) _database.Execute("ROLLBACK");
        }
        catch (SqliteFailure failure)
        {
            _lastError = failure.Message;
        }
    }
}
