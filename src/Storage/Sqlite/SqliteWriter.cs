namespace ContextExchange.Storage;

/// <summary>The thread that writes to SQLite: every batch is one transaction and one flush.</summary>
internal sealed class SqliteWriter : GroupWriter<ISqliteRequest>
{
    private readonly SqliteDatabase _database;
    private readonly WriterTables _tables;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;

    public SqliteWriter(
        SqliteDatabase database, SqliteStorageOptions options, FreshSegments fresh, TimeProvider time)
        : base("SQLite writer", options.MaxWaiting, options.MaxBatch)
    {
        _database = database;
        _tables = new WriterTables(database, options, fresh, time);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        Start();
    }

    protected override void Close() => _database.Dispose();

    protected override void Write(IReadOnlyList<ISqliteRequest> batch)
    {
        if (TryWrite(batch) is { } failure) Fail(batch, failure);
        else Complete(batch);
    }

    private StoreUnavailableException? TryWrite(IReadOnlyList<ISqliteRequest> batch)
    {
        try
        {
            _begin.Run();
            foreach (var request in Kept) request.Apply(_tables);
            foreach (var request in batch) request.Apply(_tables);
            _tables.Flush();
            _commit.Run();
            _tables.Committed();
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
            NoteError(failure.Message);
        }
    }
}
