using ContextExchange.Grains.Audit;
using ContextExchange.Grains.Due;
using ContextExchange.Grains.Notices;
using ContextExchange.Grains.Owners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContextExchange.Grains;

/// <summary>Puts the grains into a host.</summary>
public static class GrainsSetup
{
    /// <summary>
    /// Adds what the grains need. The host brings <see cref="ServerSecrets"/>, a store
    /// (<see cref="Storage.ILogStore"/>, <see cref="Storage.IDueTable"/>, the default grain storage) and the engine.
    /// </summary>
    public static IServiceCollection AddContextExchangeGrains(
        this IServiceCollection services, Action<GrainsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<GrainsOptions>().Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ColumnCipher>();
        services.TryAddSingleton<INoticePost, SilentPost>();
        services.AddHostedService<SweepLoop>();
        return services;
    }
}
