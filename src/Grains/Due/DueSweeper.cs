using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Due;

/// <summary>
/// Wakes the grains whose deadlines have passed. It decides nothing: what is due stays in the table until its grain
/// has moved it, so a failure is tried again with the next sweep.
/// </summary>
internal sealed partial class DueSweeper(
    IDueTable due, IGrainFactory grains, TimeProvider time, IOptions<GrainsOptions> options, ILogger<DueSweeper> logger)
    : BackgroundService
{
    private const int MaxAtOnce = 256;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync(stoppingToken);
    }

    /// <summary>Looks once.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rows = await due.ReadDueAsync(time.GetUtcNow(), MaxAtOnce, cancellationToken);
            await Task.WhenAll(rows.Select(CarryOutAsync));
        }
        catch (StoreUnavailableException failure)
        {
            LogSweepFailed(failure);
        }
    }

    private async Task CarryOutAsync(DueGrain row)
    {
        try
        {
            await GrainOf(row).CarryOutDue();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            LogGrainFailed(row.Kind, failure);
        }
    }

    private IDeadlineGrain GrainOf(DueGrain row) => row.Kind switch
    {
        DueKind.Agent => grains.GetGrain<IAgentGrain>(row.Key),
        DueKind.Connection => grains.GetGrain<IConnectionGrain>(row.Key),
        DueKind.Invite => grains.GetGrain<IInviteGrain>(row.Key),
        DueKind.Owner => grains.GetGrain<IOwnerGrain>(row.Key),
        DueKind.LoginRequest => grains.GetGrain<ILoginRequestGrain>(row.Key),
        _ => throw new ArgumentOutOfRangeException(nameof(row)),
    };

    [LoggerMessage(3001, LogLevel.Warning, "The due table could not be read; the next sweep tries again.")]
    private partial void LogSweepFailed(Exception failure);

    [LoggerMessage(
        3002, LogLevel.Warning, "A deadline of kind {Kind} was not carried out; the next sweep tries again.")]
    private partial void LogGrainFailed(DueKind kind, Exception failure);
}
