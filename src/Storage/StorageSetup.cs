using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContextExchange.Storage;

/// <summary>Puts a store into a host: the log, the due table, the audit log and the grains' state.</summary>
public static class StorageSetup
{
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
        return services;
    }
}
