using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Whether a store was used before, asked without opening it: nothing is made or changed.</summary>
public static class ExistingStore
{
    /// <summary>Whether a SQLite store's database stands in the folder, also one that was restored.</summary>
    public static bool IsInFolder(string folder) => File.Exists(Path.Combine(folder, SqliteFiles.Database));

    /// <summary>
    /// Whether a server has kept anything in the database; one whose tables were only made has nothing yet.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked.</exception>
    public static bool IsInDatabase(PostgresStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var source = new PostgresSource(options);
        try
        {
            using var connection = source.OpenWriting();
            return PostgresSchema.HasState(connection);
        }
        catch (Exception failure)
            when (failure is StoreUnavailableException or NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresFailure.Explain(source.Name, failure);
        }
    }
}
