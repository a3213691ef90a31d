using System.Numerics;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// Durations in ticks of the stopwatch, in log-linear buckets of about 1.6 % width. Safe for concurrent use.
/// </summary>
internal sealed class Histogram
{
    private readonly long[] counts = new long[64 * 64];

    public void Add(long value) => Interlocked.Increment(ref counts[Index(value)]);

    /// <summary>The value that a share of all samples (0 to 1) does not exceed; 0 when there is none.</summary>
    public double Quantile(double share)
    {
        var wanted = (long)Math.Ceiling(counts.Sum() * share);
        var seen = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= wanted && wanted > 0)
                return Middle(i);
        }

        return 0;
    }

    private static int Index(long value)
    {
        if (value < 64)
            return (int)Math.Max(0, value);
        var exponent = 63 - BitOperations.LeadingZeroCount((ulong)value);
        return ((exponent - 5) * 64) + (int)((value >> (exponent - 6)) & 63);
    }

    private static double Middle(int index)
    {
        if (index < 64)
            return index;
        var exponent = (index / 64) + 5;
        return (1L << exponent) + (((index & 63) + 0.5) * (1L << (exponent - 6)));
    }
}
