using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ContextExchange.Storage;

/// <summary>
/// Puts a store into a host: <see cref="ILogStore"/>, <see cref="IDueTable"/>, <see cref="IAuditLog"/>,
/// <see cref="IStoreHealth"/>, the grains' state under the name "Default" and as the default, and the health check
/// "storage".
/// </summary>
public static class StorageSetup
{
    private const string Default = "Default";

    /// <summary>
    /// SQLite in a folder that only this process may use; see <see cref="SqliteStorageOptions"/>. The first use opens
    /// it and
    /// throws <see cref="StoreUnavailableException"/> when that fails.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="folder">The data folder; created where it is missing.</param>
    /// <param name="configure">Changes the other options; null keeps their defaults.</param>
    public static IServiceCollection AddSqliteStorage(
        this IServiceCollection services, string folder, Action<SqliteStorageOptions>? configure = null)
    {
        services.AddOptions<SqliteStorageOptions>()
            .Configure(options => options.Folder = folder)
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SqliteStore>();
        return services.AddSeams<SqliteStore>();
    }

    /// <summary>
    /// PostgreSQL 15 or newer, which several servers may share; see <see cref="PostgresStorageOptions"/>. The first use
    /// connects, brings the schema to this build's and throws <see cref="StoreUnavailableException"/> when that fails.
    /// Where the host has no <see cref="TimeProvider"/> yet it gets one that goes by the database's clock.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="connectionString">Npgsql's, at least host, database and user.</param>
    /// <param name="configure">Changes the other options; null keeps their defaults.</param>
    public static IServiceCollection AddPostgresStorage(
        this IServiceCollection services, string connectionString, Action<PostgresStorageOptions>? configure = null)
    {
        services.AddOptions<PostgresStorageOptions>()
            .Configure(options => options.ConnectionString = connectionString)
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<PostgresStorageOptions>, PostgresOptionsValidator>();
        services.TryAddSingleton<TimeProvider>(_ => new PostgresClock(TimeProvider.System));
        services.AddSingleton<PostgresStore>();
        return services.AddSeams<PostgresStore>();
    }

    /// <summary>
    /// The server is alone on its PostgreSQL: it does not start, with <see cref="StoreUnavailableException"/>, where
    /// another one lives, or with other secrets than the database was first served with.
    /// </summary>
    /// <param name="services">With <see cref="AddPostgresStorage"/>.</param>
    /// <param name="fingerprint">A hash of the server's secrets, from which nothing of them follows.</param>
    public static IServiceCollection AddLoneServer(
        this IServiceCollection services, Func<IServiceProvider, ReadOnlyMemory<byte>> fingerprint) =>
        services.AddSingleton<IHostedService>(provider =>
        {
            // The store brings the schema up to date before anybody asks.
            provider.GetRequiredService<PostgresStore>();
            return ActivatorUtilities.CreateInstance<LoneServer>(
                provider,
                new PostgresSource(provider.GetRequiredService<IOptions<PostgresStorageOptions>>().Value),
                fingerprint(provider));
        });

    /// <summary>Everything in memory: lost with the process. <see cref="MemoryStore.Faults"/> serves tests.</summary>
    public static IServiceCollection AddMemoryStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new MemoryStore(provider.GetRequiredService<TimeProvider>()));
        return services.AddSeams<MemoryStore>();
    }

    private static IServiceCollection AddSeams<TStore>(this IServiceCollection services)
        where TStore : class, ILogStore, IDueTable, IAuditLog, IStateStore, IStoreHealth
    {
        services.AddSingleton<ILogStore>(provider => provider.GetRequiredService<TStore>());
        services.AddSingleton<IDueTable>(provider => provider.GetRequiredService<TStore>());
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<TStore>());
        services.AddSingleton<IStateStore>(provider => provider.GetRequiredService<TStore>());
        services.AddSingleton<IStoreHealth>(provider => provider.GetRequiredService<TStore>());
        services.AddGrainStorage(Default, (provider, _) =>
            new StoreGrainStorage(provider.GetRequiredService<IStateStore>()));
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("storage");
        return services;
    }
}
