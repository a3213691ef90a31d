using System.Globalization;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests;

public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Try()
    {
        var from = int.Parse(Environment.GetEnvironmentVariable("CEX_SIM_FROM") ?? "1", CultureInfo.InvariantCulture);
        var seeds = int.Parse(Environment.GetEnvironmentVariable("CEX_SIM_SEEDS") ?? "1", CultureInfo.InvariantCulture);
        var coverage = new Coverage();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var bad = 0;
        for (var seed = from; seed < from + seeds; seed++)
        {
            var run = SimulationRun.Of(seed);
            coverage.Add(run.Coverage);
            if (Environment.GetEnvironmentVariable("CEX_SIM_TRACE") is { } file)
            {
                File.WriteAllLines(file, run.Events.Select((e, i) => $"{i} {e.At:HH:mm:ss.fff} {e}"));
                File.WriteAllLines(file + ".steps", run.Trace);
            }

            if (run.Violations.Count == 0) continue;
            bad++;
            output.WriteLine($"seed {seed}");
            foreach (var violation in run.Violations.Take(4)) output.WriteLine($"   {violation}");
        }

        foreach (var (what, count) in coverage.Counts) output.WriteLine($"{what}: {count}");
        output.WriteLine($"{watch.Elapsed.TotalSeconds} s, bad {bad}");
        Assert.Equal(0, bad);
    }
}
