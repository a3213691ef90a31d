namespace ContextExchange.Storage;

/// <summary>What stands in a data folder.</summary>
internal static class SqliteFiles
{
    /// <summary>The database; SQLite adds its -wal and -shm beside it.</summary>
    public const string Database = "exchange.db";

    /// <summary>Held by the process that owns the folder.</summary>
    public const string Lock = "exchange.lock";
}
