using ContextExchange.Grains;
using ContextExchange.Storage;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Http;

namespace ContextExchange.Silo;

/// <summary>What only the executable knows: which store, and where the secrets are.</summary>
internal static class SiloSetup
{
    /// <summary>The secrets are read when the first of their users is made, so that a test can bring its own.</summary>
    public static void AddSecrets(this IServiceCollection services)
    {
        services.AddSingleton(provider => SecretFiles.Load(provider.GetRequiredService<ServerOptions>()));
        services.AddExchangeAuth(provider =>
        {
            var secrets = provider.GetRequiredService<ServerSecrets>();
            return new Pepper(secrets.Pepper.Span, secrets.PepperId);
        });
    }

    /// <summary>The store that the settings name, and what the health check asks of it.</summary>
    public static void AddStorage(this IServiceCollection services, ServerOptions options)
    {
        if (options.Storage == "memory")
            services.AddMemoryStorage();
        else if (options.Postgres is { } database)
            services.AddPostgresStorage(
                database, storage =>
                {
                    storage.PasswordFile = options.PostgresPasswordFile;
                    storage.Migrate = options.PostgresMigrate;
                });
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
}
