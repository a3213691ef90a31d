using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Brings a database to this build's schema; one process at a time, the others wait.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements are constants; parts' numbers are put into some.")]
internal static class PostgresSchema
{
    private const int OldestServer = 150_000;
    private const long Lock = 4850181421777769470;

    private const string MissingTable =
        """
        SELECT coalesce(min(t), '') FROM unnest(ARRAY['meta', 'writers', 'heads', 'marks', 'log', 'mailbox_segments',
            'mark_segments', 'log_parts', 'cursors', 'holds', 'epochs', 'rewraps', 'states', 'audit', 'audit_end']) t
        WHERE to_regclass(t) IS NULL
        """;

    /// <summary>Applies what is missing, each migration in its own transaction.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The server is too old or only reads, a newer build has changed the database, or a part of the schema is missing.
    /// </exception>
    /// <param name="connection">To the database.</param>
    /// <param name="mayMigrate">False to refuse a database whose schema is older than this build's.</param>
    public static void Migrate(NpgsqlConnection connection, bool mayMigrate = true)
    {
        RefuseOld(Ask<int>(connection, "SELECT current_setting('server_version_num')::integer"));
        if (Ask<bool>(connection, "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"))
            throw new StoreUnavailableException(
                "The database only reads: it is a standby, or default_transaction_read_only is on; connect to the "
                + "primary, or turn that off.");
        Execute(connection, $"SELECT pg_advisory_lock({Lock})");
        try
        {
            MigrateAlone(connection, mayMigrate);
        }
        finally
        {
            // A connection that broke has given the lock up.
            if (connection.FullState.HasFlag(System.Data.ConnectionState.Open))
                Execute(connection, $"SELECT pg_advisory_unlock({Lock})");
        }
    }

    /// <param name="version">As PostgreSQL's <c>server_version_num</c>: 150004 is 15.4.</param>
    /// <exception cref="StoreUnavailableException">It is too old.</exception>
    internal static void RefuseOld(int version)
    {
        if (version < OldestServer)
            throw new StoreUnavailableException(
                $"PostgreSQL {version / 10_000}.{version % 10_000} is too old: version 15 or newer is needed.");
    }

    /// <summary>Whether any grain has kept something; asked of any database, also one without tables.</summary>
    public static bool HasState(NpgsqlConnection connection) =>
        Ask<bool>(connection, "SELECT to_regclass('states') IS NOT NULL")
        && Ask<bool>(connection, "SELECT EXISTS (SELECT FROM states)");

    private static void MigrateAlone(NpgsqlConnection connection, bool mayMigrate)
    {
        var migrations = Migrations.Postgres;
        var isNew = !Ask<bool>(connection, "SELECT to_regclass('schema_version') IS NOT NULL");
        if (isNew && !mayMigrate)
            throw new StoreUnavailableException(
                "The database has no tables, and PostgresMigrate is off: name the right database, or start one server "
                + "with PostgresMigrate on, as a user who may create tables.");
        if (isNew)
            Execute(connection, "CREATE TABLE schema_version (version integer PRIMARY KEY, serves integer NOT NULL)");
        var version = Ask<int>(connection, "SELECT coalesce(max(version), 0) FROM schema_version");
        var serves = Ask<int>(connection, "SELECT coalesce(max(serves), 0) FROM schema_version");
        if (serves > migrations.Newest)
            throw new StoreUnavailableException(
                $"The database has schema {version}, which builds serve that know schema {serves} or newer, but this "
                + $"build knows only up to {migrations.Newest}: start the newer build, or restore a backup of before "
                + "the upgrade.");
        if (version < migrations.Newest && !mayMigrate)
            throw new StoreUnavailableException(
                $"The database has schema {version}, but this build needs {migrations.Newest}, and PostgresMigrate is "
                + "off: start one server of this build with it on, or start the older build.");
        foreach (var migration in migrations.All.Where(migration => migration.Version > version))
            Apply(connection, migration);
        if (Ask<string>(connection, MissingTable) is { Length: > 0 } table)
            throw new StoreUnavailableException(
                $"The database says that it has schema {version}, but the table {table} is missing: restore a backup, "
                + "or name an empty database.");
    }

    private static void Apply(NpgsqlConnection connection, Migration migration)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, migration.Sql);
        using var note = new NpgsqlCommand("INSERT INTO schema_version (version, serves) VALUES ($1, $2)", connection);
        note.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Version });
        note.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Serves });
        note.ExecuteNonQuery();
        transaction.Commit();
    }

    private static T Ask<T>(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return (T)(command.ExecuteScalar() ?? throw new InvalidOperationException($"No answer to: {sql}"));
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
