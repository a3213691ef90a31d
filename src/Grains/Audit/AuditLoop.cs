using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Audit;

/// <summary>Has the cluster's sweeper follow the chain of the audit log.</summary>
internal sealed partial class AuditLoop(
    IGrainFactory grains, TimeProvider time, IOptions<GrainsOptions> options, ILogger<AuditLoop> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.AuditInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync(stoppingToken);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sweeper = grains.GetGrain<ISweepGrain>(ISweepGrain.Audit);
            while (await sweeper.Sweep()) cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(3007, LogLevel.Warning, "The audit log could not be checked; it is tried again.")]
    private partial void LogFailed(Exception failure);
}
