using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors;

/// <summary>
/// Starts and drains the silo with its host. Stops after all other hosted services started later, so that the edge has
/// closed before the grains go.
/// </summary>
internal sealed class SiloLifetime(ActorRuntime runtime, ClusterMember? cluster = null) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (cluster is not null) await cluster.StartAsync(cancellationToken);
        runtime.Collector.Start();
        Log.Started(runtime.Logger, GrainRegistry.Classes.Length);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // The others take over first; only then does this silo refuse.
        if (cluster is not null && !runtime.IsKilled) await cluster.LeaveAsync(cancellationToken);
        await runtime.StopAsync(cancellationToken);
        if (cluster is not null) await cluster.DisposeAsync();
    }
}
