using System.Security.Cryptography;

namespace ContextExchange.Storage;

/// <summary>Brings a database file to this build's schema.</summary>
internal static class SqliteSchema
{
    /// <summary>Applies what is missing, each migration in its own transaction.</summary>
    /// <exception cref="StoreUnavailableException">A newer build has written this file.</exception>
    public static void Migrate(SqliteDatabase database)
    {
        database.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY) WITHOUT ROWID");
        var version = VersionOf(database);
        if (version > Migrations.Sqlite.Newest)
            throw new StoreUnavailableException(
                $"The database has schema {version}, but this build knows only up to {Migrations.Sqlite.Newest}: "
                + "start the newer build, or restore a backup of before the upgrade.");
        foreach (var migration in Migrations.Sqlite.All.Skip((int)version)) Apply(database, migration);
    }

    /// <summary>The newest migration that was applied; 0 for an empty file.</summary>
    public static long VersionOf(SqliteDatabase database) =>
        database.QueryNumber("SELECT max(version) FROM schema_version") ?? 0;

    /// <summary>Another incarnation: cursors into conversations that were given out before no longer fit.</summary>
    public static void Reincarnate(SqliteDatabase database)
    {
        using var write = database.PrepareOnce("INSERT OR REPLACE INTO meta (name, value) VALUES ('incarnation', ?1)");
        write.Bind(1, RandomNumberGenerator.GetInt32(int.MaxValue)).Run();
    }

    private static void Apply(SqliteDatabase database, Migration migration)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            database.Execute(migration.Sql);
            if (migration.Version == 1) Reincarnate(database);
            using var note = database.PrepareOnce("INSERT INTO schema_version (version) VALUES (?1)");
            note.Bind(1, migration.Version).Run();
            database.Execute("COMMIT");
        }
        catch
        {
            // A full disk has rolled back by itself.
            if (!database.IsIdle) database.Execute("ROLLBACK");
            throw;
        }
    }
}
