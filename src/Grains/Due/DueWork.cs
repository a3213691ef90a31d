using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Grains.Due;

/// <summary>
/// Wakes the grains whose deadlines have passed. One that fails, for whatever reason, is passed over until a pause has
/// passed that doubles with each failure, so that it is tried again and keeps no other from its turn.
/// </summary>
internal sealed partial class DueWork(IDueTable due, TimeProvider time, ILogger logger)
{
    private const int MaxAtOnce = 256;

    /// <summary>Those beyond are tried with every sweep.</summary>
    private const int MaxPaused = 4_096;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(DueKind Kind, string Key), (TimeSpan Length, DateTimeOffset Until)> _paused = [];

    /// <summary>The earliest deadlines of grains that are not paused.</summary>
    /// <exception cref="StoreUnavailableException">The due table could not be read.</exception>
    public async Task CarryOutAsync(IGrainFactory grains, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await due.ReadDueAsync(now, MaxAtOnce + _paused.Count, cancellationToken);
        foreach (var gone in _paused.Keys.Except(rows.Select(row => (row.Kind, row.Key))).ToArray())
            _paused.Remove(gone);
        var ready = rows.Where(row => !_paused.TryGetValue((row.Kind, row.Key), out var pause) || pause.Until <= now);
        var tried = ready.Take(MaxAtOnce).ToArray();
        var failures = await Task.WhenAll(tried.Select(row => TryAsync(grains, row)));
        foreach (var (row, failure) in tried.Zip(failures)) Note(row, failure);
    }

    private static async Task<Exception?> TryAsync(IGrainFactory grains, DueGrain row)
    {
        try
        {
            await GrainOf(grains, row).CarryOutDue();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private void Note(DueGrain row, Exception? failure)
    {
        var grain = (row.Kind, row.Key);
        if (failure is null)
        {
            _paused.Remove(grain);
            return;
        }

        var again = _paused.TryGetValue(grain, out var last);
        var length = again ? last.Length * 2 : FirstPause;
        if (length > LongestPause) length = LongestPause;
        if (again || _paused.Count < MaxPaused) _paused[grain] = (length, time.GetUtcNow() + length);
        LogGrainFailed(row.Kind, failure, length);
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
        3002, LogLevel.Warning, "A deadline of kind {Kind} was not carried out; it is tried again in {Pause}.")]
    private partial void LogGrainFailed(DueKind kind, Exception failure, TimeSpan pause);
}
