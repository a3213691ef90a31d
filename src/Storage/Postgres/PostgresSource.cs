using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Where connections come from: one that writes, and a small pool that reads.</summary>
internal sealed class PostgresSource : IDisposable
{
    private readonly PostgresHosts _hosts;

    public PostgresSource(PostgresStorageOptions options)
    {
        var settings = PostgresAddress.Of(options);
        Name = PostgresAddress.Describe(settings);
        _hosts = new PostgresHosts(settings);
    }

    /// <summary>For messages.</summary>
    public string Name { get; }

    /// <summary>A connection of its own, outside of the pool; for a thread that has nothing else to do.</summary>
    public NpgsqlConnection OpenWriting() => OpenSingleAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>As <see cref="OpenWriting"/>, without holding up a thread.</summary>
    public ValueTask<NpgsqlConnection> OpenSingleAsync(CancellationToken cancellationToken) =>
        _hosts.OpenAsync(pooled: false, cancellationToken);

    public ValueTask<NpgsqlConnection> OpenReadingAsync(CancellationToken cancellationToken) =>
        _hosts.OpenAsync(pooled: true, cancellationToken);

    public void Dispose() => _hosts.Dispose();
}
