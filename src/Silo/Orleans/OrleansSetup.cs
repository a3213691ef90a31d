using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace ContextExchange.Silo;

/// <summary>Puts Orleans into the host where the embedded engine's <c>AddGrains</c> would stand.</summary>
internal static class OrleansSetup
{
    /// <summary>
    /// One silo that is its own cluster. It takes a free port of loopback for other silos, which will not come, and has
    /// no gateway: the only client is this process.
    /// </summary>
    public static void AddGrains(this IHostApplicationBuilder builder)
    {
        // Below a warning Orleans writes the arguments of calls: names, addresses, hashes of secrets.
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        builder.UseOrleans(SetUp);
    }

    /// <exception cref="OptionsValidationException">Several silos are asked for: this build runs one.</exception>
    public static void AddCluster(this IHostApplicationBuilder builder, Web.Http.ServerOptions _)
    {
        if (builder.Configuration["Cluster:SiloId"] is not null)
            throw new OptionsValidationException("Cluster", typeof(OrleansSetup),
                ["This build on Orleans runs one silo: leave Cluster:SiloId away, or build without Engine=Orleans."]);
    }

    private static void SetUp(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(siloPort: FreePort(), serviceId: "context-exchange", clusterId: "context-exchange");
        silo.Configure<EndpointOptions>(endpoints => endpoints.GatewayPort = 0);
        // A host's own clock is for the grains. Orleans' upkeep stays on the system's: on a clock that stands it would
        // find itself unwell.
        silo.Services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
        silo.Services.AddKeyedSingleton(
            TimeProviderNames.Grains, (services, _) => services.GetRequiredService<TimeProvider>());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
