using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// Who may serve a database: one server that is alone on it, or the silos of one cluster, and only with the secrets
/// that it was first served with. Every server holds an advisory lock there as long as its session lives: a lone one
/// for itself, silos together.
/// </summary>
internal static class PostgresTenancy
{
    // The wait is for a killed server, whose session may end a moment after its process. Where a whole machine has gone
    // the database finds out within seconds, not after the two hours that are usual.
    private const string Take =
        """
        SET lock_timeout = '3s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2;
        SET tcp_keepalives_count = 3; SELECT {0}(silo_lock(), 0); RESET lock_timeout
        """;

    // A lone server says nothing of partitions: the first silo after it does.
    private const string Note =
        "INSERT INTO cluster (id, partitions, fingerprint) VALUES ('', 0, $1) ON CONFLICT DO NOTHING";

    /// <summary>Keeps every other server off while the connection lasts.</summary>
    /// <exception cref="StoreUnavailableException">Another server uses the database.</exception>
    public static Task TakeAloneAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        TakeAsync(connection, "pg_advisory_lock", name, cancellationToken);

    /// <summary>Keeps every lone server off while the connection lasts.</summary>
    /// <exception cref="StoreUnavailableException">A lone server uses the database.</exception>
    public static Task TakeTogetherAsync(
        NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        TakeAsync(connection, "pg_advisory_lock_shared", name, cancellationToken);

    /// <summary>Compares the secrets with those that the database was first served with; the first are noted.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="fingerprint">See <see cref="ClusterIdentity.Fingerprint"/>.</param>
    /// <param name="name">The database's, for the message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">They are others.</exception>
    public static async Task AgreeAsync(
        NpgsqlConnection connection, ReadOnlyMemory<byte> fingerprint, string name, CancellationToken cancellationToken)
    {
        var own = new NpgsqlParameter<byte[]> { TypedValue = fingerprint.ToArray() };
        await using (var note = new NpgsqlCommand(Note, connection) { Parameters = { own } })
            await note.ExecuteNonQueryAsync(cancellationToken);
        await using var ask = new NpgsqlCommand("SELECT fingerprint = $1 FROM cluster", connection)
        {
            Parameters = { own.Clone() },
        };
        if (await ask.ExecuteScalarAsync(cancellationToken) is true) return;
        throw new StoreUnavailableException(
            $"The server's secrets are not those that the database at {name} was first served with: give it those by "
            + "--secrets (copy the secrets folder of a silo that runs), or a database of its own.");
    }

    private static async Task TakeAsync(
        NpgsqlConnection connection, string how, string name, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = new NpgsqlCommand(Take.Replace("{0}", how, StringComparison.Ordinal), connection);
#pragma warning restore CA2100
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StoreUnavailableException(
                $"Another server uses the database at {name}: stop it, or give this one a database of its own. Several "
                + "servers share one as silos of a cluster, each with its own Cluster:SiloId.");
        }
    }
}
