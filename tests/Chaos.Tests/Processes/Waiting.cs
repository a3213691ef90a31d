using System.Diagnostics;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>Waits for what other processes do, which nobody tells: asks again and again, within a bound.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether it came true in time; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</summary>
    public static async Task<bool> UntilAsync(Func<bool> isSo, TimeSpan limit, CancellationToken ct = default)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            if (limit != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(began) > limit) return false;
            await Task.Delay(Step, ct);
        }

        return true;
    }

    /// <summary>Whether it came true in time.</summary>
    public static async Task<bool> UntilAsync(Func<Task<bool>> isSo, TimeSpan limit, CancellationToken ct = default)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (limit != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(began) > limit) return false;
            await Task.Delay(Step, ct);
        }

        return true;
    }
}
