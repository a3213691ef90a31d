namespace ContextExchange.Storage;

/// <summary>What stands in a data folder.</summary>
internal static class SqliteFiles
{
    /// <summary>The database; SQLite adds its -wal and -shm beside it.</summary>
    public const string Database = "exchange.db";

    /// <summary>Held by the process that owns the folder.</summary>
    public const string Lock = "exchange.lock";

    /// <summary>
    /// Makes an empty file that only its owner may read, unless it is there; SQLite's other files follow it.
    /// </summary>
    public static void CreatePrivate(string path)
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    /// <summary>A finished file under its name: on disk first, then renamed.</summary>
    public static void Publish(string partial, string path)
    {
        using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(partial, path);
    }
}
