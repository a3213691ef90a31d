using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Grains.Due;

/// <summary>Wakes the grains whose deadlines have passed.</summary>
internal sealed partial class DueWork(IDueTable due, TimeProvider time, ILogger logger)
{
    private const int MaxAtOnce = 256;

    /// <summary>The earliest deadlines. A grain that fails is looked at again by the next sweep.</summary>
    /// <exception cref="StoreUnavailableException">The due table could not be read.</exception>
    public async Task CarryOutAsync(IGrainFactory grains, CancellationToken cancellationToken)
    {
        var rows = await due.ReadDueAsync(time.GetUtcNow(), MaxAtOnce, cancellationToken);
        await Task.WhenAll(rows.Select(row => CarryOutAsync(grains, row)));
    }

    private async Task CarryOutAsync(IGrainFactory grains, DueGrain row)
    {
        try
        {
            await GrainOf(grains, row).CarryOutDue();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            LogGrainFailed(row.Kind, failure);
        }
    }

    private static IDeadlineGrain GrainOf(IGrainFactory grains, DueGrain row) => row.Kind switch
    {
        DueKind.Agent => grains.GetGrain<IAgentGrain>(row.Key),
        DueKind.Connection => grains.GetGrain<IConnectionGrain>(row.Key),
        DueKind.Invite => grains.GetGrain<IInviteGrain>(row.Key),
        DueKind.Owner => grains.GetGrain<IOwnerGrain>(row.Key),
        DueKind.Idempotency => grains.GetGrain<IIdempotencyGrain>(row.Key),
        DueKind.Notices => grains.GetGrain<INoticesGrain>(row.Key),
        DueKind.LoginRequest => grains.GetGrain<ILoginRequestGrain>(row.Key),
        _ => throw new ArgumentOutOfRangeException(nameof(row)),
    };

    [LoggerMessage(
        3002, LogLevel.Warning, "A deadline of kind {Kind} was not carried out; the next sweep tries again.")]
    private partial void LogGrainFailed(DueKind kind, Exception failure);
}
