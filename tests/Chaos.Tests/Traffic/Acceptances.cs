using System.Diagnostics;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// When one sender's messages were accepted, and how long each took from its first attempt. Times are seconds of the
/// stopwatch. Thread safe.
/// </summary>
internal sealed class Acceptances
{
    private readonly Lock _gate = new();
    private readonly List<double> _at = [];
    private readonly List<double> _took = [];

    public static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    public int Count
    {
        get
        {
            lock (_gate) return _at.Count;
        }
    }

    public void Add(double firstAttempt)
    {
        var now = Now;
        lock (_gate)
        {
            _at.Add(now);
            _took.Add(now - firstAttempt);
        }
    }

    /// <summary>How many there were from one moment to another.</summary>
    public int Between(double from, double to)
    {
        lock (_gate) return _at.Count(at => at >= from && at < to);
    }

    /// <summary>How long those took that were accepted from one moment to another, in seconds.</summary>
    public double[] TookBetween(double from, double to)
    {
        lock (_gate) return [.. _took.Where((_, i) => _at[i] >= from && _at[i] < to)];
    }

    /// <summary>
    /// The longest time without an acceptance that ends after a moment and begins before another, in seconds: what the
    /// sender saw of a fault between the two. Until now where none came.
    /// </summary>
    public double LongestPause(double from, double to)
    {
        var longest = 0.0;
        lock (_gate)
        {
            var before = from;
            foreach (var at in _at)
            {
                if (at >= from && before <= to) longest = Math.Max(longest, at - Math.Max(before, from));
                before = Math.Max(before, at);
            }

            if (before <= to) longest = Math.Max(longest, Now - before);
        }

        return longest;
    }
}
