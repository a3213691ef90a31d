using System.Globalization;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// The database's hosts, of which one writes. Of those that say that they write it is the one on the newest timeline:
/// each promotion begins a new one, so a primary that was replaced and came back is told from the one in its place.
/// </summary>
internal sealed class PostgresHosts : IDisposable
{
    // Null from who only reads. The first eight digits of a segment's name are its timeline.
    private const string Timeline =
        "SELECT CASE WHEN NOT pg_is_in_recovery() AND NOT current_setting('transaction_read_only')::boolean "
        + "THEN pg_walfile_name(pg_current_wal_lsn()) END";

    private const int TimelineDigits = 8;

    /// <summary>Seconds. One that does not answer must not hold up those that do.</summary>
    private const int AskTimeout = 2;

    private readonly Host[] _hosts;
    private readonly SemaphoreSlim _choosing = new(1);
    private volatile Host? _chosen;
    private int _timeline;

    /// <param name="settings">With one host or several; the settings are copied.</param>
    public PostgresHosts(NpgsqlConnectionStringBuilder settings)
    {
        var names = (settings.Host ?? "").Split(',', StringSplitOptions.TrimEntries);
        _hosts = [.. names.Select(name => Of(settings, name, isOneOfMany: names.Length > 1))];
        if (names.Length == 1) _chosen = _hosts[0];
    }

    /// <param name="pooled">From the pool, else one of its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NpgsqlException">No host writes.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(bool pooled, CancellationToken cancellationToken)
    {
        if (_chosen is { } known)
        {
            try
            {
                return await known.Source(pooled).OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException) when (_hosts.Length > 1)
            {
                // Another one may be in its place.
            }
        }

        return await (await ChooseAsync(cancellationToken)).Source(pooled).OpenConnectionAsync(cancellationToken);
    }

    public void Dispose()
    {
        foreach (var (pool, single, asked) in _hosts)
        {
            pool.Dispose();
            single.Dispose();
            asked.Dispose();
        }

        _choosing.Dispose();
    }

    private async Task<Host> ChooseAsync(CancellationToken cancellationToken)
    {
        await _choosing.WaitAsync(cancellationToken);
        try
        {
            var answers = await Task.WhenAll(_hosts.Select(host => AskAsync(host.Asked, cancellationToken)));
            var best = Enumerable.Range(0, answers.Length).MaxBy(i => answers[i].Timeline);
            if (answers[best].Timeline == 0)
                throw None("None of the hosts writes", answers.FirstOrDefault(one => one.Failure is not null).Failure);
            if (answers[best].Timeline < Volatile.Read(ref _timeline))
                throw None("The host that writes was replaced by another one, which does not answer", null);
            Volatile.Write(ref _timeline, answers[best].Timeline);
            return _chosen = _hosts[best];
        }
        finally
        {
            _choosing.Release();
        }
    }

    /// <summary>0 from who only reads or does not answer.</summary>
    private static async Task<(int Timeline, Exception? Failure)> AskAsync(
        NpgsqlDataSource host, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = host.CreateCommand(Timeline);
            return (TimelineOf(await command.ExecuteScalarAsync(cancellationToken)), null);
        }
        catch (NpgsqlException failure)
        {
            return (0, failure);
        }
    }

    /// <summary>Every connection to one of several hosts is looked at when it is made.</summary>
    private async Task CheckAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Timeline, connection);
        Check(await command.ExecuteScalarAsync());
    }

    private void Check(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Timeline, connection);
        Check(command.ExecuteScalar());
    }

    private void Check(object? segment)
    {
        var timeline = TimelineOf(segment);
        if (timeline == 0 || timeline < Volatile.Read(ref _timeline))
            throw None("The host that wrote does so no more", null);
    }

    private static int TimelineOf(object? segment) => segment is string name
        ? int.Parse(name.AsSpan(0, TimelineDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : 0;

    // Like a host that cannot be reached: it may be different in a moment.
    private static NpgsqlException None(string what, Exception? cause) =>
        new(what, cause as NpgsqlException is { InnerException: { } inner } ? inner : cause ?? new IOException(what));

    private Host Of(NpgsqlConnectionStringBuilder settings, string name, bool isOneOfMany)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Host = name, Pooling = true };
        var pool = Build(own, isOneOfMany);
        own.Pooling = false;
        var single = Build(own, isOneOfMany);
        own.Timeout = own.CommandTimeout = AskTimeout;
        return new Host(pool, single, Build(own, isChecked: false));
    }

    private NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, bool isChecked)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (isChecked) builder.UsePhysicalConnectionInitializer(Check, CheckAsync);
        return builder.Build();
    }

    private sealed record Host(NpgsqlDataSource Pool, NpgsqlDataSource Single, NpgsqlDataSource Asked)
    {
        public NpgsqlDataSource Source(bool pooled) => pooled ? Pool : Single;
    }
}
