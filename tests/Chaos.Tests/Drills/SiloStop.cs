using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 2: every silo is stopped as a deployment does, and started again, one after the other.</summary>
internal sealed class SiloStop : Drill
{
    private const double AddedBound = 0.5;
    private static readonly string[] Failures =
        [.. SendStatuses.All.Where(one => !one.Settles && one.Status != SendStatus.OutOfOrder)
            .Select(one => $"status: {one.Status}")];

    public override string Name => "silo-stop";

    public override IReadOnlyList<int> Rows => [2];

    public override string About => "SIGTERM to each silo in turn; no failed send, at most 0.5 s added at p99";

    public override async Task InjectAsync(DrillRun run)
    {
        var load = run.Load;
        var began = Acceptances.Now;
        await DrillRun.PassAsync(3);
        await run.ServedAsync(20);
        var before = run.NoteTimes("usual", load.TookBetween(began, Acceptances.Now));
        var failed = Failures.Sum(load.Count);
        var took = new List<double>();
        foreach (var silo in run.Stage.Silos)
        {
            var at = Acceptances.Now;
            await silo.StopAsync();
            run.Expect(silo.ExitCode == 0, $"{silo.Name} ended with {silo.ExitCode} after SIGTERM");
            await run.ServedAsync();
            took.AddRange(load.TookBetween(at, Acceptances.Now));
            silo.Start();
            await silo.WaitUntilReadyAsync(TimeSpan.FromSeconds(60));
            await run.ServedAsync(10);
        }

        run.AtMost("failed_sends", Failures.Sum(load.Count) - failed, 0);
        run.AtMost("added_p99_s", Math.Max(0, run.NoteTimes("stopping", took) - before), AddedBound);
    }
}
