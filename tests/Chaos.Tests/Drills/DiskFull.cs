using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 11: the disk of the database is full for a while.</summary>
internal sealed class DiskFull : Drill
{
    private const int Megabytes = 256;
    private const double RecoveryBound = 10.0;

    public override string Name => "disk-full";

    public override IReadOnlyList<int> Rows => [11];

    public override string About =>
        "PostgreSQL's disk is full; nothing is acknowledged falsely, served again when it has room";

    public override StageOptions? Stage => new() { DatabaseMegabytes = Megabytes };

    public override LoadPlan? Plan(bool quick) => new() { Pairs = 4, TurnByTurn = 1 };

    public override async Task InjectAsync(DrillRun run)
    {
        var filler = Path.Combine(run.Stage.Database.Settings.Folder, "filler");
        Fill(filler);
        var at = Acceptances.Now;
        var refusedBefore = run.Load.Count($"status: {SendStatus.Unavailable}");
        run.Expect(
            await Waiting.UntilAsync(
                () => run.Load.Count($"status: {SendStatus.Unavailable}") > refusedBefore, TimeSpan.FromSeconds(60)),
            "nothing was refused although the disk is full");
        run.Note("first_refusal_s", Acceptances.Now - at);
        await DrillRun.PassAsync(run.Quick ? 3 : 20);
        run.Note("database_runs", run.Stage.Database.IsRunning ? 1 : 0);
        run.Expect(
            await run.Load.Talkers.First().ReadWholeAsync(TimeSpan.FromSeconds(10)) is { Count: > 0 },
            "a mailbox cannot be read while the disk is full");
        run.Expect(run.Stage.Silos.All(silo => silo.IsRunning), "a silo ended because the disk was full");
        File.Delete(filler);
        var freed = Acceptances.Now;
        await run.Stage.MendAsync();
        await run.ServedAsync(1);
        run.AtMost("recovery_s", Acceptances.Now - freed, RecoveryBound);
    }

    private static void Fill(string file)
    {
        var block = new byte[64 * 1024];
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) stream.Write(block);
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
