using ContextExchange.Grains;
using ContextExchange.Storage;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Gateway;
using ContextExchange.Web.Http;
using Microsoft.Extensions.Options;

namespace ContextExchange.Silo;

/// <summary>What only the executable knows: which store, where the secrets are, and how a run ends.</summary>
internal static class SiloSetup
{
    /// <summary>The sections of the settings that this executable binds, and what to.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = new Dictionary<string, Type>
    {
        ["Cluster"] = typeof(ClusterSettings),
        ["Gateway"] = typeof(GatewayOptions),
        ["Grains"] = typeof(GrainsOptions),
    };

    /// <summary>The secrets are read when the first of their users is made, so that a test can bring its own.</summary>
    public static void AddSecrets(this IServiceCollection services)
    {
        services.AddSingleton(provider => SecretFiles.Load(
            provider.GetRequiredService<ServerOptions>(), () => HasData(provider)));
        services.AddExchangeAuth(provider =>
        {
            var secrets = provider.GetRequiredService<ServerSecrets>();
            return new Pepper(secrets.Pepper.Span, secrets.PepperId);
        });
    }

    /// <summary>The store that the settings name, and what the health check asks of it.</summary>
    public static void AddStorage(this WebApplicationBuilder builder, ServerOptions options)
    {
        var services = builder.Services;
        if (options.Storage == "memory")
            services.AddMemoryStorage();
        else if (options.Postgres is { } database)
        {
            services.AddPostgresStorage(
                database, storage =>
                {
                    storage.PasswordFile = options.PostgresPasswordFile;
                    storage.Migrate = options.PostgresMigrate;
                });
            if (builder.Configuration["Cluster:SiloId"] is null)
                services.AddLoneServer(provider => provider.GetRequiredService<ServerSecrets>().DeriveFingerprint());
        }
        else
        {
            SecretFiles.CreateFolder(options.DataFolder);
            services.AddSqliteStorage(options.DataFolder);
        }

        services.AddSingleton(provider =>
        {
            var store = provider.GetRequiredService<IStoreHealth>();
            return new StoreProbe(() => store.Health.LastCommitSucceeded);
        });
    }

    /// <summary>
    /// Runs until it is told to end. A start that fails is ended in order: what has begun by then would log its sudden
    /// end as a failure of its own.
    /// </summary>
    public static async Task RunToEndAsync(this WebApplication app)
    {
        await using var ends = app;
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // Why it did not start is what counts, also where the end fails.
            await Task.WhenAny(app.StopAsync());
            throw;
        }

        await app.WaitForShutdownAsync();
    }

    private static bool HasData(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ServerOptions>();
        return options.Postgres is null
            ? ExistingStore.IsInFolder(options.DataFolder)
            : ExistingStore.IsInDatabase(provider.GetRequiredService<IOptions<PostgresStorageOptions>>().Value);
    }
}
