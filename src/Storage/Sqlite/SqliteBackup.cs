namespace ContextExchange.Storage;

/// <summary>Backups of a SQLite store: one file each, complete in itself.</summary>
public static class SqliteBackup
{
    // Far more claims than any process can have made between the backup and the restore.
    private const long EpochLeap = 1L << 20;

    /// <summary>
    /// Copies the database as it stands at one moment, while its server may run on, and checks the copy. The copy holds
    /// what
    /// the database holds: sealed messages, metadata, encrypted columns; keep it as carefully.
    /// </summary>
    /// <param name="folder">The server's data folder.</param>
    /// <param name="file">The backup to make; must not exist.</param>
    /// <exception cref="StoreUnavailableException">There is no database, the file exists, or the copy is not
    /// sound.</exception>
    public static void Backup(string folder, string file)
    {
        var source = Path.Combine(folder, SqliteFiles.Database);
        if (!File.Exists(source)) throw new StoreUnavailableException($"{folder} holds no database.");
        if (File.Exists(file)) throw new StoreUnavailableException($"{file} exists: give another name.");
        MakeWhole(file, partial =>
        {
            using var database = SqliteDatabase.OpenReader(source);
            using var copy = database.PrepareOnce("VACUUM INTO ?1");
            copy.Bind(1, partial).Run();
        }, Check);
    }

    /// <summary>
    /// Makes a data folder from a backup. Every mailbox's claim leaps, so that whoever claimed it before can write no
    /// more, and
    /// cursors into conversations start anew.
    /// </summary>
    /// <param name="file">A backup.</param>
    /// <param name="folder">The folder to make; must be empty or missing.</param>
    /// <exception cref="StoreUnavailableException">
    /// A server uses the folder, it is not empty, or the backup is not sound or of a newer build.
    /// </exception>
    public static RestoredStore Restore(string file, string folder)
    {
        if (!File.Exists(file)) throw new StoreUnavailableException($"There is no {file}.");
        Directory.CreateDirectory(folder);
        if (File.Exists(Path.Combine(folder, SqliteFiles.Lock)))
            FolderLock.Take(folder).Dispose();
        if (Directory.EnumerateFileSystemEntries(folder).Any())
            throw new StoreUnavailableException($"{folder} is not empty: a restore never overwrites.");
        using var owned = FolderLock.Take(folder);
        var restored = new RestoredStore(0, 0);
        MakeWhole(
            Path.Combine(folder, SqliteFiles.Database), partial => File.Copy(file, partial, overwrite: true),
            database => restored = Renew(database));
        return restored;
    }

    // Nothing half-made ever stands under the wanted name.
    private static void MakeWhole(string path, Action<string> make, Action<SqliteDatabase> finish)
    {
        var partial = path + ".partial";
        try
        {
            File.Delete(partial);
            SqliteFiles.CreatePrivate(partial);
            make(partial);
            using (var database = SqliteDatabase.OpenWriter(partial)) finish(database);
            SqliteFiles.Publish(partial, path);
        }
        catch (SqliteFailure failure)
        {
            throw new StoreUnavailableException($"{path} was not made: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static RestoredStore Renew(SqliteDatabase database)
    {
        Check(database);
        SqliteSchema.Migrate(database);
        database.Execute($"UPDATE heads SET epoch = epoch + {EpochLeap}");
        SqliteSchema.Reincarnate(database);
        return new RestoredStore(
            database.QueryNumber("SELECT count(*) FROM heads") ?? 0,
            database.QueryNumber("SELECT max(position) FROM log") ?? 0);
    }

    private static void Check(SqliteDatabase database)
    {
        if (database.QueryText("PRAGMA integrity_check") is not "ok" and var fault)
            throw new StoreUnavailableException($"The copy is not sound: {fault}");
        if (SqliteSchema.VersionOf(database) == 0)
            throw new StoreUnavailableException("The file is not a backup of this program.");
    }
}
