using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Where connections come from: one that writes, and a small pool that reads.</summary>
internal sealed class PostgresSource : IDisposable
{
    private readonly NpgsqlDataSource[] _sources;
    private readonly NpgsqlDataSource _writing;
    private readonly NpgsqlDataSource _reading;

    public PostgresSource(PostgresStorageOptions options)
    {
        var settings = PostgresAddress.Of(options);
        Name = PostgresAddress.Describe(settings);
        settings.Pooling = true;
        (var pool, _reading) = Build(settings);
        settings.Pooling = false;
        (var single, _writing) = Build(settings);
        _sources = [pool, single];
    }

    /// <summary>For messages.</summary>
    public string Name { get; }

    /// <summary>A connection of its own, outside of the pool.</summary>
    public NpgsqlConnection OpenWriting() => _writing.OpenConnection();

    /// <summary>As <see cref="OpenWriting"/>, without holding up a thread.</summary>
    public ValueTask<NpgsqlConnection> OpenSingleAsync(CancellationToken cancellationToken) =>
        _writing.OpenConnectionAsync(cancellationToken);

    public ValueTask<NpgsqlConnection> OpenReadingAsync(CancellationToken cancellationToken) =>
        _reading.OpenConnectionAsync(cancellationToken);

    public void Dispose()
    {
        foreach (var source in _sources) source.Dispose();
    }

    // Of several hosts the one that writes is looked for: not a standby, and not one that was made read-only so that it
    // is not written to.
    private static (NpgsqlDataSource Owner, NpgsqlDataSource Source) Build(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (settings.Host?.Contains(',') != true)
        {
            var source = builder.Build();
            return (source, source);
        }

        var hosts = builder.BuildMultiHost();
        return (hosts, hosts.WithTargetSession(TargetSessionAttributes.ReadWrite));
    }
}
