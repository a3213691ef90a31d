using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 16: one silo does not reach the database, everybody else does.</summary>
internal sealed class SiloWithoutPostgres : Drill
{
    private const double HealBound = 5.0;
    private static readonly TimeSpan HandOverBound = TimeSpan.FromSeconds(5);

    public override string Name => "silo-without-postgres";

    public override IReadOnlyList<int> Rows => [16];

    public override string About =>
        "one silo is cut off from PostgreSQL; it owns nothing within 5 s and acknowledges nothing";

    public override async Task InjectAsync(DrillRun run)
    {
        var number = run.Random.Next(run.Stage.Silos.Count);
        var at = Acceptances.Now;
        run.Stage.ToDatabase[number].Cut();
        run.Expect(
            await Waiting.UntilAsync(() => run.Stage.PartitionsOf(number) == 0, HandOverBound),
            "the silo that is cut off still owns partitions after 5 s");
        run.Note("handed_over_s", Acceptances.Now - at);
        await DrillRun.PassAsync(run.Quick ? 6 : 20);
        var pauses = run.Load.Pauses(at, Acceptances.Now);
        run.NoteTimes("meanwhile", pauses);
        run.Note("moved_clients", run.Load.Talkers.Count(talker => talker.Silo != number));
        run.Note("clients", run.Load.Talkers.Count());
        await run.Stage.MendAsync();
        var healed = Acceptances.Now;
        await run.ServedAsync(1);
        run.AtMost("heal_s", Acceptances.Now - healed, HealBound);
    }
}
