using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 3: a silo runs no further, others take over, and it comes back as one that believes in the past.
/// </summary>
internal sealed class SiloFreeze : Drill
{
    private const double TakeoverBound = 5.0;

    public override string Name => "silo-freeze";

    public override IReadOnlyList<int> Rows => [3];

    public override string About =>
        "SIGSTOP for 10 s, then SIGCONT; others take over within 5 s, the zombie writes nothing";

    public override async Task InjectAsync(DrillRun run)
    {
        var pauses = new List<double>();
        for (var round = 0; round < (run.Quick ? 1 : 3); round++)
        {
            var number = run.Random.Next(run.Stage.Silos.Count);
            var silo = run.Stage.Silos[number];
            var at = Acceptances.Now;
            silo.Freeze();
            await DrillRun.PassAsync(run.Quick ? 7 : 10);
            pauses.AddRange(run.Load.Pauses(at, Acceptances.Now));
            run.NoteTimes("delivery", run.Load.DeliveryPauses(at, Acceptances.Now));
            run.Expect(run.Stage.PartitionsOf(number) == 0, $"{silo.Name} owns partitions while it is frozen");
            silo.Thaw();
            await run.ServedAsync(20);
        }

        run.Expect(run.NoteTimes("takeover", pauses) <= TakeoverBound, $"takeover p99 is above {TakeoverBound} s");
    }
}
