using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContextExchange.Storage;

/// <summary>Puts the lease table into a host whose store is PostgreSQL.</summary>
public static class PartitionLeasesSetup
{
    /// <summary>The leases last as long as <see cref="ClusterOptions.LeaseDuration"/> says.</summary>
    public static IServiceCollection AddPartitionLeases(
        this IServiceCollection services, Func<IServiceProvider, ClusterIdentity> identity) =>
        services.AddSingleton<IPartitionLeases>(provider =>
        {
            // The store brings the schema up to date before anybody asks.
            provider.GetRequiredService<PostgresStore>();
            return new PostgresPartitionLeases(
                new PostgresSource(provider.GetRequiredService<IOptions<PostgresStorageOptions>>().Value),
                identity(provider), provider.GetRequiredService<IOptions<ClusterOptions>>().Value.LeaseDuration);
        });
}
