namespace ContextExchange.Storage;

/// <summary>The writer's side of every table. Only the writer's thread touches it, inside its transaction.</summary>
internal sealed class WriterTables
{
    public WriterTables(
        SqliteDatabase database, SqliteStorageOptions options, FreshSegments fresh, TimeProvider time)
    {
        Database = database;
        Meta = new MetaTable(database);
        Cursors = new CursorTable(database);
        Holds = new HoldTable(database);
        Log = new LogTables(database, this, options, fresh, time);
        Epochs = new EpochTable(database, options.RetentionChunk);
        Rewraps = new RewrapTable(database);
        States = new StateTable(database, Meta);
        Audit = new AuditTable(database);
        Retention = new RetentionSweep(database, Meta, options.RetentionChunk);
    }

    public SqliteDatabase Database { get; }

    public MetaTable Meta { get; }

    public LogTables Log { get; }

    public CursorTable Cursors { get; }

    public HoldTable Holds { get; }

    public EpochTable Epochs { get; }

    public RewrapTable Rewraps { get; }

    public StateTable States { get; }

    public AuditTable Audit { get; }

    public RetentionSweep Retention { get; }

    /// <summary>Writes what was gathered in memory; the last thing before the commit.</summary>
    public void Flush()
    {
        Log.Flush();
        Cursors.Flush();
    }

    /// <summary>The batch is on disk; nobody has been told yet.</summary>
    public void Committed() => Log.Committed();

    /// <summary>The batch failed: nothing that is remembered may be trusted.</summary>
    public void Forget()
    {
        Log.Forget();
        Cursors.Forget();
        States.Forget();
        Audit.Forget();
    }
}
