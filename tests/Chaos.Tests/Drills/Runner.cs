using System.Diagnostics;
using ContextExchange.Chaos.Tests.Judging;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Runs drills one after the other and prints a line of JSON for each.</summary>
internal static class Runner
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);
    private const int MostBroken = 10;

    /// <returns>0 only when every drill ran and every invariant of each held; 2 for arguments of no sense.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = DrillOptions.Parse(arguments, out var problems);
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem);
        if (problems.Count > 0) return 2;
        if (options.IsList) return Catalogue.Print();
        var seed = options.Seed ?? Environment.TickCount & 0xFFFF;
        if (options.IsLong) return await CrashAsync(options, seed);
        var (names, quick) = (options.Names, options.IsQuick);
        var drills = names.Count > 0 ? [.. names.Select(name => Catalogue.Find(name)!)] : Catalogue.Usual;
        var held = true;
        Stage? shared = null;
        try
        {
            foreach (var drill in drills)
            {
                var began = Stopwatch.GetTimestamp();
                DrillReport report;
                try
                {
                    if (drill.Reason is { } reason)
                    {
                        report = new DrillReport { Drill = drill.Name, Rows = drill.Rows, NotRun = reason };
                    }
                    else if (drill.Stage is { } own)
                    {
                        await using var stage = await Stage.StartAsync(own);
                        report = await RunAsync(drill, stage, quick, seed);
                    }
                    else
                    {
                        shared ??= await Stage.StartAsync(new StageOptions());
                        report = await RunAsync(drill, shared, quick, seed);
                    }
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    report = new DrillReport { Drill = drill.Name, Rows = drill.Rows, Broken = [failure.ToString()] };
                }

                var seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1);
                report = report with { Seed = seed, Seconds = seconds };
                Console.Out.WriteLine(report.ToJson());
                held &= report.Broken.Count == 0 && report.NotRun is null;
                // What a broken drill has left is nothing to judge the next one by.
                if (report.Broken.Count == 0 || drill.Stage is not null || shared is null) continue;
                await shared.DisposeAsync();
                shared = null;
            }
        }
        finally
        {
            if (shared is not null) await shared.DisposeAsync();
        }

        return held ? 0 : 1;
    }

    private static async Task<int> CrashAsync(DrillOptions options, int seed)
    {
        var began = Stopwatch.GetTimestamp();
        await using var stage = await Stage.StartAsync(new StageOptions());
        var campaign = new CrashCampaign(
            stage, options.Messages ?? (options.IsQuick ? 10_000 : CrashCampaign.Messages),
            options.Crashes ?? (options.IsQuick ? 10 : CrashCampaign.Crashes), new Random(seed));
        var report = await campaign.RunAsync();
        report = report with { Seed = seed, Seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1) };
        Console.Out.WriteLine(report.ToJson());
        return report.Broken.Count == 0 ? 0 : 1;
    }

    private static async Task<DrillReport> RunAsync(Drill drill, Stage stage, bool quick, int seed)
    {
        await stage.MendAsync();
        await using var load = await stage.StartLoadAsync(drill.Plan(quick) ?? new LoadPlan { Pairs = 0 });
        var run = new DrillRun(stage, load, new Random(seed), quick);
        await run.ServedAsync();
        await drill.InjectAsync(run);
        await stage.MendAsync();
        await run.ServedAsync();
        var histories = await load.FinishAsync(DrainLimit);
        if (stage.IsKept) await KeepAsync(drill, stage, histories);
        run.AtLeast("writer_epochs", WriterWitness.Epochs(stage.Database), 1);
        run.AtMost("shared_writer_epochs", WriterWitness.Shared(stage.Database), 0);
        var findings = Judge.Of(histories) + run.Own;
        return new DrillReport
        {
            Drill = drill.Name, Rows = drill.Rows, Silos = stage.Silos.Count, Pairs = load.Pairs.Count,
            Acknowledged = findings.Acknowledged, Delivered = findings.Delivered, Crashes = run.Crashes,
            Lost = findings.Lost, Duplicated = findings.Duplicated, Reordered = findings.Reordered,
            Figures = run.Figures, Counts = load.Counts(),
            Broken =
            [
                .. run.Broken, .. findings.Violations.Take(MostBroken).Select(violation => violation.ToString()),
                .. Remainder(findings.Violations.Count),
            ],
        };
    }

    /// <summary>What was observed, for people who look for a cause.</summary>
    private static async Task KeepAsync(
        Drill drill, Stage stage, IReadOnlyList<IReadOnlyList<HistoryEvent>> histories)
    {
        for (var i = 0; i < histories.Count; i++)
            await File.WriteAllLinesAsync(
                Path.Combine(stage.Folder, $"{drill.Name}-{i}.history"),
                histories[i].Select(e => $"{e.At:HH:mm:ss.fff} {e}"));
    }

    private static IEnumerable<string> Remainder(int violations) =>
        violations > MostBroken ? [$"and {violations - MostBroken} more violations"] : [];
}
