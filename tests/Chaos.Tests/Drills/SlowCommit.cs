using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 13: every answer of the database comes late, as with a disk that flushes slowly.</summary>
internal sealed class SlowCommit : Drill
{
    private const double Delay = 0.1;
    private const int Window = 4;
    private const double GoodputBound = 0.7;

    public override string Name => "slow-commit";

    public override IReadOnlyList<int> Rows => [13];

    public override string About =>
        "100 ms on each answer of PostgreSQL; goodput at least 70 % of what two flushes a message allow";

    public override LoadPlan? Plan(bool quick) => new() { TurnByTurn = 0, Rate = 0, Window = Window };

    public override async Task InjectAsync(DrillRun run)
    {
        var seconds = run.Quick ? 5 : 20;
        var usual = await GoodputAsync(run, seconds);
        var took = run.NoteTimes("usual", run.Load.TookBetween(Acceptances.Now - seconds, Acceptances.Now));
        foreach (var link in run.Stage.ToDatabase) link.Back.Delay = TimeSpan.FromSeconds(Delay);
        await DrillRun.PassAsync(1);
        var slow = await GoodputAsync(run, seconds);
        run.NoteTimes("slow", run.Load.TookBetween(Acceptances.Now - seconds, Acceptances.Now));
        // One statement is under way at a time: a message waits for the one before and for its own, beside what it
        // takes anyway. So much goes round in that time.
        var window = (double)Window * run.Load.Pairs.Count * 2;
        var ceiling = Math.Min(usual, window / ((2 * Delay) + (window / usual)));
        run.Note("usual_per_s", usual);
        run.Note("slow_per_s", slow);
        run.Note("usual_p99_s", took);
        run.AtLeast("share_of_ceiling", slow / ceiling, GoodputBound);
    }

    private static async Task<double> GoodputAsync(DrillRun run, int seconds)
    {
        var at = Acceptances.Now;
        await DrillRun.PassAsync(seconds);
        return run.Load.AcceptedBetween(at, Acceptances.Now) / (Acceptances.Now - at);
    }
}
