using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Grains.Notices;

/// <summary>
/// Finds the owners who were asked about messages, and tells the notices of their accounts. It reads the open holds
/// themselves, so that no crash between a hold and its notice loses one; what it remembers only saves calls.
/// </summary>
internal sealed partial class AskedOwners(ILogStore log, TimeProvider time, ILogger logger)
{
    /// <summary>A hold is seen only after its commit, and silos' clocks differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private const int ToldAtOnce = 16;

    private readonly Dictionary<AgentId, DateTimeOffset> _told = [];
    private DateTimeOffset _since;

    /// <summary>What was asked since the last call; at the first everything that is open.</summary>
    /// <exception cref="StoreUnavailableException">The holds could not be read.</exception>
    public async Task TellAsync(IGrainFactory grains)
    {
        var since = time.GetUtcNow() - Overlap;
        var asked = await log.ReadAskedAsync(_since);
        var isComplete = true;
        foreach (var some in asked.Where(IsNew).Chunk(ToldAtOnce))
            isComplete &= (await Task.WhenAll(some.Select(side => TellAsync(grains, side)))).All(told => told);
        // What could not be told is read again.
        if (!isComplete) return;
        _since = since;
        foreach (var (side, newest) in _told.ToArray())
            if (newest <= since) _told.Remove(side);
    }

    private bool IsNew(AskedSide asked) => !(_told.TryGetValue(asked.Side, out var newest) && asked.Newest <= newest);

    private async Task<bool> TellAsync(IGrainFactory grains, AskedSide asked)
    {
        try
        {
            var agent = await grains.GetGrain<IAgentGrain>(asked.Side.ToString()).Get();
            if (agent is not null
                && await grains.GetGrain<IAccountNameGrain>($"owner:{agent.Owner}").Find() is { } account)
                await grains.GetGrain<INoticesGrain>(account.ToString()).Asked(asked.Newest);
            _told[asked.Side] = asked.Newest;
            return true;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            LogFailed(failure);
            return false;
        }
    }

    [LoggerMessage(3005, LogLevel.Warning, "An owner's notices could not be told; the next sweep tries again.")]
    private partial void LogFailed(Exception failure);
}
