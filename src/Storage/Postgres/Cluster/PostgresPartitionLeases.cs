using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// The lease table in PostgreSQL, by the database's clock. Each silo has one connection of its own that asks and that
/// holds an advisory lock as long as it lives: when the process dies the lock falls, and its partitions are free at
/// once; a frozen process keeps the lock, and its lease runs out. A lost connection is replaced while the lease runs.
/// </summary>
/// <remarks>Owns its source.</remarks>
internal sealed class PostgresPartitionLeases(
    PostgresSource source, ClusterIdentity identity, TimeSpan duration) : IPartitionLeases, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private NpgsqlConnection? _connection;

    public Task<SiloAddress> JoinAsync(string siloId, string endpoint, CancellationToken cancellationToken) =>
        AskAsync(async () =>
        {
            // A new run has a lock of its own: the one before goes with its connection.
            await CloseAsync();
            var connection = await OpenAsync(cancellationToken);
            await AgreeAsync(connection, cancellationToken);
            var incarnation = await AnswerAsync<int>(
                connection, "SELECT next_incarnation()", [], cancellationToken);
            await LockAsync(connection, incarnation, cancellationToken);
            var joined = await AnswerAsync<bool>(
                connection, "SELECT silo_join($1, $2, $3, $4)", [siloId, incarnation, endpoint, duration],
                cancellationToken);
            return joined ? new SiloAddress(siloId, incarnation, endpoint) : throw new SiloIdTakenException(
                $"A silo called '{siloId}' is in the cluster already: stop it, or give this one another "
                + $"Cluster:SiloId. After a crash its name is free within {duration.TotalSeconds:0.#} seconds.");
        }, cancellationToken);

    public Task<ClusterView?> RenewAsync(
        SiloAddress self, SiloReport report, CancellationToken cancellationToken) =>
        StepAsync(
            self, "SELECT silo_report($1, $2, $3, $4::integer)",
            [Number(self), duration, report.Version, report.Clients ?? (object)DBNull.Value], cancellationToken);

    public Task<ClusterView?> ClaimAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, CancellationToken cancellationToken) =>
        StepAsync(self, "SELECT silo_claim($1, $2)", [Number(self), partitions.ToArray()], cancellationToken);

    public Task<ClusterView?> HandOverAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, SiloAddress to, CancellationToken cancellationToken) =>
        StepAsync(
            self, "SELECT silo_hand_over($1, $2, $3)", [Number(self), partitions.ToArray(), Number(to)],
            cancellationToken);

    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var left = await AnswerAsync<bool>(
            await HoldAsync(self, cancellationToken), "SELECT silo_leave($1)", [Number(self)], cancellationToken);
        await CloseAsync();
        return left;
    }, cancellationToken);

    public Task<DrainAnswer> SetDrainingAsync(string siloId, bool draining, CancellationToken cancellationToken) =>
        AskAsideAsync(async connection => await AnswerAsync<string?>(
            connection, "SELECT silo_set_draining($1, $2)", [siloId, draining], cancellationToken) switch
        {
            null => DrainAnswer.Told,
            "last" => DrainAnswer.LastOne,
            _ => DrainAnswer.Unknown,
        }, cancellationToken);

    public Task<IReadOnlyList<SiloStatus>> ListAsync(CancellationToken cancellationToken) =>
        AskAsideAsync(async connection =>
        {
            await using var command = Command(connection, "SELECT * FROM silo_list()", []);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var silos = new List<SiloStatus>();
            while (await row.ReadAsync(cancellationToken)) silos.Add(SiloRow.Read(row));
            return (IReadOnlyList<SiloStatus>)silos;
        }, cancellationToken);

    public void Dispose()
    {
        _connection?.Dispose();
        source.Dispose();
        _turn.Dispose();
    }

    private static int Number(SiloAddress silo) => checked((int)silo.Incarnation);

    private Task<ClusterView?> StepAsync(
        SiloAddress self, string sql, object[] parameters, CancellationToken cancellationToken) =>
        AskAsync(async () =>
        {
            var connection = await HoldAsync(self, cancellationToken);
            return await AnswerAsync<bool>(connection, sql, parameters, cancellationToken)
                ? await ViewAsync(connection, cancellationToken)
                : null;
        }, cancellationToken);

    /// <summary>One question at a time; a failed one costs the connection, and the next one opens another.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> question, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await question();
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            if (PostgresFailure.EndsSession(failure)) await CloseAsync();
            if (failure is OperationCanceledException) throw;
            throw PostgresFailure.Explain($"The cluster's table at {source.Name} gave no answer", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// An operator's question, on a connection of its own: one that is given up would cost the silo's connection, and
    /// with it the lock that says that the silo lives.
    /// </summary>
    private async Task<T> AskAsideAsync<T>(
        Func<NpgsqlConnection, Task<T>> question, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenSingleAsync(cancellationToken);
            return await question(connection);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw PostgresFailure.Explain($"The cluster's table at {source.Name} gave no answer", failure);
        }
    }

    /// <summary>The silo's connection with its lock; a new one where the last was lost.</summary>
    private async Task<NpgsqlConnection> HoldAsync(SiloAddress self, CancellationToken cancellationToken)
    {
        if (_connection is { } held) return held;
        var connection = await OpenAsync(cancellationToken);
        // Nobody else ever takes this lock; but the lost session may not be known as such yet, and then it still lies.
        await LockAsync(connection, Number(self), cancellationToken);
        return connection;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenSingleAsync(cancellationToken);
        try
        {
            await PostgresTenancy.TakeTogetherAsync(connection, source.Name, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return _connection = connection;
    }

    private async Task CloseAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await connection.DisposeAsync();
    }

    private async Task AgreeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await PostgresTenancy.AgreeAsync(connection, identity.Fingerprint, source.Name, cancellationToken);
        // A server that was alone until now has left open what the cluster is.
        await using (var name = Command(
            connection, "UPDATE cluster SET id = $1, partitions = $2 WHERE partitions = 0",
            [identity.Id, identity.Partitions]))
            await name.ExecuteNonQueryAsync(cancellationToken);
        var difference = await AnswerAsync<string?>(
            connection, "SELECT cluster_agree($1, $2, $3)",
            [identity.Id, identity.Partitions, identity.Fingerprint.ToArray()], cancellationToken);
        if (difference is null) return;
        throw difference switch
        {
            "id" => new StoreUnavailableException(
                $"The database at {source.Name} belongs to another cluster than '{identity.Id}': name that cluster in "
                + "Cluster:ClusterId, or give this one a database of its own."),
            "partitions" => new StoreUnavailableException(
                $"The cluster has another number of partitions than {identity.Partitions}: it is fixed for ever; set "
                + "Cluster:Partitions as the first silo had it."),
            var other => new InvalidOperationException($"{other} is no answer: the secrets have been compared."),
        };
    }

    private static Task<bool> LockAsync(
        NpgsqlConnection connection, int incarnation, CancellationToken cancellationToken) =>
        AnswerAsync<bool>(
            connection, "SELECT true FROM pg_advisory_lock(silo_lock(), $1)", [incarnation], cancellationToken);

    private static async Task<T> AnswerAsync<T>(
        NpgsqlConnection connection, string sql, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null or DBNull => default!,
            var answer => (T)answer,
        };
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] parameters)
    {
#pragma warning disable CA2100 // Constants of this class.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static async Task<ClusterView> ViewAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, "SELECT * FROM cluster_now()", []);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var ids = row.GetFieldValue<string[]>(1);
        var incarnations = row.GetFieldValue<int[]>(2);
        var endpoints = row.GetFieldValue<string[]>(3);
        SiloAddress[] silos = [.. ids.Select((id, i) => new SiloAddress(id, incarnations[i], endpoints[i]))];
        var byNumber = silos.ToDictionary(silo => (int)silo.Incarnation);
        return new ClusterView(
            row.GetInt64(0), silos, [.. row.GetFieldValue<int[]>(4).Select(byNumber.GetValueOrDefault)])
        {
            Draining = [.. row.GetFieldValue<int[]>(5).Select(number => (long)number)],
        };
    }
}
