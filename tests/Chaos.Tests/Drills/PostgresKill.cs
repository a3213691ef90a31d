using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 6: the database ends without warning under load, and is started again.</summary>
internal sealed class PostgresKill : Drill
{
    private const double RecoveryBound = 2.0;

    public override string Name => "postgres-kill";

    public override IReadOnlyList<int> Rows => [6];

    public override string About =>
        "kill -9 of PostgreSQL; nothing is acknowledged falsely, served within 2 s of its return";

    public override async Task InjectAsync(DrillRun run)
    {
        var recoveries = new List<double>();
        for (var round = 0; round < (run.Quick ? 2 : 6); round++)
        {
            await run.Stage.Database.KillAsync();
            run.Crashes++;
            await DrillRun.PassAsync(run.Random.NextDouble() * 3);
            await run.Stage.Database.StartAsync();
            var ready = Acceptances.Now;
            await run.ServedAsync(1);
            recoveries.Add(Acceptances.Now - ready);
            await run.ServedAsync(10);
        }

        run.NoteTimes("recovery", recoveries);
        run.AtMost("recovery_worst_s", recoveries.Max(), RecoveryBound);
    }
}
