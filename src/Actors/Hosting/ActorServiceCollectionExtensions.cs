using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ContextExchange.Actors;

/// <summary>Puts the engine into a host.</summary>
public static class ActorServiceCollectionExtensions
{
    /// <summary>The name of the default store.</summary>
    private const string DefaultStorage = "Default";

    /// <summary>Adds the engine; the counterpart of Orleans' UseOrleans.</summary>
    public static IHostApplicationBuilder AddGrains(
        this IHostApplicationBuilder builder, Action<ISiloBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddActors();
        configure?.Invoke(new SiloBuilder(builder.Services, builder.Configuration));
        return builder;
    }

    /// <summary>
    /// Adds the engine: every grain class whose assembly the generator saw, <see cref="IGrainFactory"/>,
    /// <see cref="IClusterClient"/>, and a hosted service that drains on stop. Uses the registered
    /// <see cref="TimeProvider"/> and <see cref="ActorScheduler"/>, if any.
    /// </summary>
    public static IServiceCollection AddActors(
        this IServiceCollection services, Action<ActorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.AddOptions<ActorOptions>().Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ActorScheduler, ThreadPoolScheduler>();
        services.TryAddSingleton<IGrainStorageSerializer>(_ => new JsonGrainStorageSerializer());
        services.TryAddSingleton<ActorRuntime>();
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<ActorRuntime>().Factory);
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SiloLifetime>());
        return services;
    }

    /// <summary>
    /// Makes the silo one of a cluster. Needs an <see cref="IPartitionLeases"/> in the services; uses the registered
    /// <see cref="SiloTransport"/>, if any, in place of TCP.
    /// </summary>
    public static IServiceCollection AddCluster(this IServiceCollection services, Action<ClusterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddActors();
        services.AddOptions<ClusterOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<SiloTransport, TcpTransport>();
        services.TryAddSingleton<ClusterMember>();
        services.TryAddSingleton<IGrainHomes>(static provider => provider.GetRequiredService<ClusterMember>());
        services.TryAddSingleton(provider => new ClusterControl(
            provider.GetRequiredService<ClusterMember>(), provider.GetRequiredService<IPartitionLeases>(),
            provider.GetRequiredService<IOptions<ClusterOptions>>()));
        return services;
    }

    /// <summary>Registers a store under a name; "Default" is also what states without a store name use.</summary>
    public static IServiceCollection AddGrainStorage<T>(
        this IServiceCollection collection, string name, Func<IServiceProvider, string, T> implementationFactory)
        where T : IGrainStorage
    {
        collection.AddKeyedSingleton<IGrainStorage>(name, (provider, _) => implementationFactory(provider, name));
        if (name == DefaultStorage)
            collection.TryAddSingleton(provider => provider.GetRequiredKeyedService<IGrainStorage>(DefaultStorage));
        return collection;
    }

    /// <summary>Registers a store in memory under a name.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddGrainStorage(name, static (provider, _) =>
            new MemoryGrainStorage(provider.GetRequiredService<IGrainStorageSerializer>()));
        return builder;
    }

    /// <summary>Registers a store in memory for states that name no store.</summary>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder) =>
        builder.AddMemoryGrainStorage(DefaultStorage);
}
