using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Rows 14 and 15: two silos do not hear each other, or one does not hear the other; all see the database.
/// </summary>
internal sealed class SiloPartition(bool bothWays) : Drill
{
    private const double HealBound = 5.0;

    public override string Name => bothWays ? "silo-partition" : "silo-partition-one-way";

    public override IReadOnlyList<int> Rows => [bothWays ? 14 : 15];

    public override string About => bothWays
        ? "two silos do not hear each other; a mailbox has one writer, served within 5 s of the end"
        : "one silo does not hear the other; a mailbox has one writer, served within 5 s of the end";

    public override async Task InjectAsync(DrillRun run)
    {
        var count = run.Stage.Silos.Count;
        for (var round = 0; round < (run.Quick ? 1 : 3); round++)
        {
            var from = run.Random.Next(count);
            var to = (from + 1 + run.Random.Next(count - 1)) % count;
            var joins = run.Stage.Joins();
            run.Expect(
                run.Stage.Between[from][to].Open + run.Stage.Between[to][from].Open > 0,
                "the two silos are not linked: nothing is cut");
            var at = Acceptances.Now;
            run.Stage.CutBetween(from, to, bothWays);
            await DrillRun.PassAsync(run.Quick ? 8 : 15);
            run.NoteTimes("meanwhile", run.Load.Pauses(at, Acceptances.Now));
            run.Note("accepted_meanwhile", run.Load.AcceptedBetween(at, Acceptances.Now));
            run.AtMost("membership_changes", run.Stage.Joins() - joins, 0);
            await run.Stage.MendAsync();
            var healed = Acceptances.Now;
            await run.ServedAsync(1);
            run.AtMost("heal_s", Acceptances.Now - healed, HealBound);
            await run.ServedAsync(10);
        }
    }
}
