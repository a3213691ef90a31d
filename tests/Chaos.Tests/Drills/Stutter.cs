using System.Diagnostics;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 4: a silo stands still again and again for less than a second, as a collector's pauses look.</summary>
internal sealed class Stutter : Drill
{
    public override string Name => "stutter";

    public override IReadOnlyList<int> Rows => [4];

    public override string About => "SIGSTOP for 200 to 900 ms over and over; at most one membership change a minute";

    public override async Task InjectAsync(DrillRun run)
    {
        var silo = run.Stage.Silos[run.Random.Next(run.Stage.Silos.Count)];
        var seconds = run.Quick ? 15 : 60;
        var joins = run.Stage.Joins();
        var began = Stopwatch.GetTimestamp();
        var stutters = 0;
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            silo.Freeze();
            await DrillRun.PassAsync(0.2 + (0.7 * run.Random.NextDouble()));
            silo.Thaw();
            await DrillRun.PassAsync(0.3 + (0.7 * run.Random.NextDouble()));
            stutters++;
        }

        run.Note("stutters", stutters);
        run.AtMost("membership_changes", run.Stage.Joins() - joins, 1);
    }
}
