using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Due;

/// <summary>
/// Has the cluster's sweepers do what is done once in the cluster: each at its interval, a bounded piece at a time, so
/// that writers never wait long. What fails is tried again with the next sweep, by whichever silo.
/// </summary>
internal sealed partial class SweepLoop(
    IGrainFactory grains, TimeProvider time, IOptions<GrainsOptions> options, ILogger<SweepLoop> logger)
    : BackgroundService
{
    // None of them ends before the server does: where one fails for a reason that nobody knows, the server ends.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await await Task.WhenAny(
        RunAsync(ISweepGrain.Due, options.Value.SweepInterval, stoppingToken),
        RunAsync(ISweepGrain.Retention, options.Value.RetentionInterval, stoppingToken),
        RunAsync(ISweepGrain.Asked, options.Value.AskedInterval, stoppingToken),
        RunAsync(ISweepGrain.Audit, options.Value.AuditInterval, stoppingToken));

    /// <summary>Asks one sweeper until it has nothing more to do.</summary>
    internal async Task SweepAsync(string kind, CancellationToken cancellationToken)
    {
        try
        {
            var sweeper = grains.GetGrain<ISweepGrain>(kind);
            while (await sweeper.Sweep()) cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException
            || failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(kind, failure);
        }
    }

    private async Task RunAsync(string kind, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await SweepAsync(kind, cancellationToken);
    }

    [LoggerMessage(3001, LogLevel.Warning, "The sweep '{Kind}' could not be done; the next one tries again.")]
    private partial void LogFailed(string kind, Exception failure);
}
