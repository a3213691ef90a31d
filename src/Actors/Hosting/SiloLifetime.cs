using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors;

/// <summary>
/// Starts and drains the silo with its host. Stops after all other hosted services started later, so that the edge has
/// closed before the grains go.
/// </summary>
internal sealed class SiloLifetime(ActorRuntime runtime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.Collector.Start();
        Log.Started(runtime.Logger, GrainRegistry.Classes.Length);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);
}
