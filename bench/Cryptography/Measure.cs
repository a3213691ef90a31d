using System.Diagnostics;
using System.Text.Json;

namespace ContextExchange.Cryptography.Bench;

/// <summary>Times single calls after a warm-up and prints one JSON line.</summary>
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
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            engine = "dotnet",
            bench = name,
            median_us = Math.Round(Micros(times[calls / 2]), 1),
            p99_us = Math.Round(Micros(times[calls * 99 / 100]), 1),
            bytes = allocated / calls,
        }));
    }

    private static double Micros(long ticks) => ticks * 1_000_000.0 / Stopwatch.Frequency;
}
