using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Grains.Notices;

/// <summary>
/// Finds the owners who were asked about messages, and tells the notices of their accounts. It reads the open holds
/// themselves, so that no crash between a hold and its notice loses one; what it remembers only saves calls. An owner
/// whose notices cannot be told, for whatever reason, is passed over until a pause has passed that doubles each time.
/// </summary>
internal sealed partial class AskedOwners(ILogStore log, TimeProvider time, ILogger logger)
{
    /// <summary>A hold is seen only after its commit, and silos' clocks differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private const int ToldAtOnce = 16;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<AgentId, DateTimeOffset> _told = [];
    private readonly Dictionary<AgentId, (TimeSpan Length, DateTimeOffset Until)> _paused = [];
    private DateTimeOffset _since;

    /// <summary>What was asked since the last call; at the first everything that is open.</summary>
    /// <exception cref="StoreUnavailableException">The holds could not be read.</exception>
    public async Task TellAsync(IGrainFactory grains)
    {
        var since = time.GetUtcNow() - Overlap;
        var asked = await log.ReadAskedAsync(_since);
        foreach (var gone in _paused.Keys.Except(asked.Select(one => one.Side)).ToArray()) _paused.Remove(gone);
        AskedSide[] untold = [.. asked.Where(IsNew)];
        AskedSide[] ready = [.. untold.Where(IsReady)];
        var isComplete = ready.Length == untold.Length;
        foreach (var some in ready.Chunk(ToldAtOnce))
            isComplete &= (await Task.WhenAll(some.Select(side => TellAsync(grains, side)))).All(told => told);
        // What could not be told is read again.
        if (!isComplete) return;
        _since = since;
        foreach (var (side, newest) in _told.ToArray())
            if (newest <= since) _told.Remove(side);
    }

    private bool IsNew(AskedSide asked) => !(_told.TryGetValue(asked.Side, out var newest) && asked.Newest <= newest);

    private bool IsReady(AskedSide asked) =>
        !_paused.TryGetValue(asked.Side, out var pause) || pause.Until <= time.GetUtcNow();

    private async Task<bool> TellAsync(IGrainFactory grains, AskedSide asked)
    {
        try
        {
            var agent = await grains.GetGrain<IAgentGrain>(asked.Side.ToString()).Get();
            if (agent is not null
                && await grains.GetGrain<IAccountNameGrain>($"owner:{agent.Owner}").Find() is { } account)
                await grains.GetGrain<INoticesGrain>(account.ToString()).Asked(asked.Newest);
            _told[asked.Side] = asked.Newest;
            _paused.Remove(asked.Side);
            return true;
        }
        catch (Exception failure)
        {
            // Whatever it was, it keeps no other owner from being told.
            LogFailed(failure, Pause(asked.Side));
            return false;
        }
    }

    private TimeSpan Pause(AgentId side)
    {
        var length = _paused.TryGetValue(side, out var last) ? last.Length * 2 : FirstPause;
        if (length > LongestPause) length = LongestPause;
        _paused[side] = (length, time.GetUtcNow() + length);
        return length;
    }

    [LoggerMessage(3005, LogLevel.Warning, "An owner's notices could not be told; it is tried again in {Pause}.")]
    private partial void LogFailed(Exception failure, TimeSpan pause);
}
