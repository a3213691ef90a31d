using System.Diagnostics;
using System.Globalization;

namespace ContextExchange.Actors.Bench;

/// <summary>
/// Runs a loop three times and prints the best as a JSON line, with its ratio to the plain method call.
/// </summary>
internal static class Measurement
{
    private static double s_baseline;

    internal static async Task RunAsync(string name, int operations, Func<int, Task> loop)
    {
        await loop(operations / 10);
        var best = TimeSpan.MaxValue;
        var allocated = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var watch = Stopwatch.StartNew();
            await loop(operations);
            watch.Stop();
            if (watch.Elapsed < best) best = watch.Elapsed;
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        var nanoseconds = best.TotalNanoseconds / operations;
        if (s_baseline == 0) s_baseline = nanoseconds;
        Print(name, ("operations", operations), ("ns", Math.Round(nanoseconds, 1)),
            ("perSecond", Math.Round(1e9 / nanoseconds)), ("bytes", allocated / operations),
            ("ratioToMethodCall", Math.Round(nanoseconds / s_baseline, 1)));
    }

    internal static void Print(string name, params (string Name, double Value)[] figures) => Console.WriteLine(
        $"{{\"engine\":\"{Engine.Name}\",\"bench\":\"{name}\"," + string.Join(',', figures.Select(figure =>
            $"\"{figure.Name}\":{figure.Value.ToString(CultureInfo.InvariantCulture)}")) + "}");
}
