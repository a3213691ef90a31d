using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Due;

/// <summary>
/// Has the cluster's sweeper delete what is beyond its retention, a bounded chunk at a time, so that writers never wait
/// long.
/// </summary>
internal sealed partial class RetentionLoop(
    IGrainFactory grains, TimeProvider time, IOptions<GrainsOptions> options, ILogger<RetentionLoop> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RetentionInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ApplyAsync(stoppingToken);
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sweeper = grains.GetGrain<ISweepGrain>(ISweepGrain.Retention);
            while (await sweeper.Sweep()) cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(3003, LogLevel.Warning, "Retention could not be applied; it is tried again later.")]
    private partial void LogFailed(Exception failure);
}
