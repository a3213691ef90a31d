using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Notices;

/// <summary>Has the cluster's sweeper look for owners who were asked.</summary>
internal sealed partial class AskedLoop(
    IGrainFactory grains, TimeProvider time, IOptions<GrainsOptions> options, ILogger<AskedLoop> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.AskedInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync();
    }

    private async Task SweepAsync()
    {
        try
        {
            await grains.GetGrain<ISweepGrain>(ISweepGrain.Asked).Sweep();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(3004, LogLevel.Warning, "Waiting messages could not be looked for; the next sweep tries again.")]
    private partial void LogFailed(Exception failure);
}
