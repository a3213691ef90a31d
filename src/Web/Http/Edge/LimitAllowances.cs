using System.Collections.Concurrent;

namespace ContextExchange.Web.Http;

/// <summary>
/// Takes from the counters that all silos share. From a large one this silo takes some at a time and spends them
/// itself,
/// so that most calls ask no other silo. What it took counts as used, so all silos together never allow more than the
/// limit; they may refuse up to <see cref="AllowanceOf"/> a silo too early.
/// </summary>
internal sealed class LimitAllowances(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>An allowance is this part of its limit, at most <see cref="MaxAllowance"/>.</summary>
    private const int Share = 64;

    private const int MaxAllowance = 64;
    private const int MaxKept = 100_000;

    private readonly ConcurrentDictionary<string, Allowance> _kept = new();

    /// <summary>
    /// How many a silo takes at a time: 1 of a limit below 128, and of one with two windows, which end at two times.
    /// </summary>
    public static int AllowanceOf(LimitRule rule) =>
        rule.LongLimit > 0 ? 1 : Math.Clamp(rule.Limit / Share, 1, MaxAllowance);

    /// <summary>Takes one.</summary>
    public async ValueTask<LimitState> TakeAsync(string key, LimitRule rule)
    {
        var some = AllowanceOf(rule);
        if (some == 1) return await grains.GetGrain<ILimitGrain>(key).Take(rule, 1);
        if (_kept.TryGetValue(key, out var known) && known.TryTake(clock) is { } own) return own;
        var state = await grains.GetGrain<ILimitGrain>(key).Take(rule, some);
        // What is left may be less than an allowance: the last ones are counted one by one.
        if (!state.Allowed) return await grains.GetGrain<ILimitGrain>(key).Take(rule, 1);
        if (_kept.Count >= MaxKept) Forget();
        var taken = new Allowance(state, some, clock.GetTimestamp());
        _kept[key] = taken;
        return taken.TryTake(clock) ?? state;
    }

    /// <summary>What has run out goes; where that is not enough, everything: it only counts as used.</summary>
    private void Forget()
    {
        foreach (var (key, allowance) in _kept)
            if (allowance.IsOver(clock)) _kept.TryRemove(new(key, allowance));
        if (_kept.Count >= MaxKept) _kept.Clear();
    }

    /// <summary>What was taken at one moment, to be spent before the window that it was taken from ends.</summary>
    private sealed class Allowance(LimitState state, int taken, long since)
    {
        private int _left = taken;

        public bool IsOver(TimeProvider clock) => clock.GetElapsedTime(since) >= state.ResetAfter;

        /// <summary>Null when nothing is left.</summary>
        public LimitState? TryTake(TimeProvider clock)
        {
            var passed = clock.GetElapsedTime(since);
            if (passed >= state.ResetAfter) return null;
            var left = Interlocked.Decrement(ref _left);
            return left < 0
                ? null
                : state with { Remaining = state.Remaining + left, ResetAfter = state.ResetAfter - passed };
        }
    }
}
