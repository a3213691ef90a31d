using System.Diagnostics;

namespace ContextExchange.Cryptography.Bench;

/// <summary>Times single calls after a warm-up and prints one line.</summary>
internal static class Measure
{
    public static void Print(string name, Action operation, int calls = 5_000)
    {
        for (var i = 0; i < calls / 5; i++)
            operation();
        var times = new long[calls];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            operation();
            times[i] = Stopwatch.GetTimestamp() - start;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(times);
        Console.WriteLine(
            $"{name,-44} {Micros(times[calls / 2]),12:F1} {Micros(times[calls * 99 / 100]),12:F1} "
            + $"{allocated / calls,10}");
    }

    private static double Micros(long ticks) => ticks * 1_000_000.0 / Stopwatch.Frequency;
}
