using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Due;

/// <summary>
/// Has the cluster's sweeper wake the grains whose deadlines have passed. What is due stays in the table until its
/// grain has moved it, so a failure is tried again with the next sweep, by whichever silo.
/// </summary>
internal sealed partial class DueSweeper(
    IGrainFactory grains, TimeProvider time, IOptions<GrainsOptions> options, ILogger<DueSweeper> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync();
    }

    /// <summary>Asks once.</summary>
    internal async Task SweepAsync()
    {
        try
        {
            await grains.GetGrain<ISweepGrain>(ISweepGrain.Due).Sweep();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            LogSweepFailed(failure);
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "Deadlines could not be looked at; the next sweep tries again.")]
    private partial void LogSweepFailed(Exception failure);
}
