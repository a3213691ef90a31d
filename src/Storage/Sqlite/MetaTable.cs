namespace ContextExchange.Storage;

/// <summary>Numbers that must outlive the rows which used them.</summary>
internal sealed class MetaTable(SqliteDatabase database)
{
    /// <summary>The highest position whose row retention has deleted.</summary>
    public const string DeletedPosition = "deleted_position";

    /// <summary>The newest position whose row's segments are in their tables.</summary>
    public const string SegmentedPosition = "segmented_position";

    /// <summary>The highest version of a state that was deleted.</summary>
    public const string DeletedVersion = "deleted_version";

    /// <summary>Which life of the store this is; changed by a restore.</summary>
    public const string Incarnation = "incarnation";

    private readonly SqliteStatement _read = database.Prepare("SELECT value FROM meta WHERE name = ?1");

    private readonly SqliteStatement _raise = database.Prepare(
        """
        INSERT INTO meta (name, value) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > value
        """);

    /// <summary>0 when it was never written.</summary>
    public long Read(string name)
    {
        if (!_read.Bind(1, name).Step()) return 0;
        var value = _read.Number(0);
        _read.Reset();
        return value;
    }

    /// <summary>Writes a value that only grows.</summary>
    public void Raise(string name, long value) => _raise.Bind(1, name).Bind(2, value).Run();
}
