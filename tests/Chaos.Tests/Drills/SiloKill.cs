using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 1: a silo ends without warning under load, comes back, and another one ends.</summary>
internal sealed class SiloKill : Drill
{
    private const double FailoverBound = 2.0;
    private const double DeliveryBound = 5.0;

    public override string Name => "silo-kill";

    public override IReadOnlyList<int> Rows => [1];

    public override string About =>
        "kill -9 of one silo after the other; sends go on within 2 s (p99), deliveries within 5 s";

    public override async Task InjectAsync(DrillRun run)
    {
        var pauses = new List<double>();
        var deliveries = new List<double>();
        for (var round = 0; round < (run.Quick ? 2 : 8); round++)
        {
            var silo = run.Stage.Silos[run.Random.Next(run.Stage.Silos.Count)];
            var at = Acceptances.Now;
            await silo.KillAsync();
            run.Crashes++;
            await run.ServedAsync();
            pauses.AddRange(run.Load.Pauses(at, Acceptances.Now));
            deliveries.AddRange(run.Load.DeliveryPauses(at, Acceptances.Now));
            silo.Start();
            await silo.WaitUntilReadyAsync(TimeSpan.FromSeconds(60));
            await run.ServedAsync(10);
        }

        run.Expect(
            run.NoteTimes("delivery", deliveries) <= DeliveryBound,
            $"recipients waited more than {DeliveryBound} s (p99) for what was accepted");
        run.Expect(run.NoteTimes("failover", pauses) <= FailoverBound, $"failover p99 is above {FailoverBound} s");
    }
}
