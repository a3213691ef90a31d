using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 5: all silos end without warning at once, and are started again.</summary>
internal sealed class AllKilled : Drill
{
    private const double RecoveryBound = 5.0;

    public override string Name => "all-killed";

    public override IReadOnlyList<int> Rows => [5];

    public override string About => "kill -9 of all silos at once; everybody is served within 5 s of their being ready";

    public override async Task InjectAsync(DrillRun run)
    {
        for (var round = 0; round < (run.Quick ? 1 : 4); round++)
        {
            await Task.WhenAll(run.Stage.Silos.Select(silo => silo.KillAsync()));
            run.Crashes += run.Stage.Silos.Count;
            var started = Acceptances.Now;
            foreach (var silo in run.Stage.Silos) silo.Start();
            await run.Stage.MendAsync();
            var ready = Acceptances.Now;
            await run.ServedAsync();
            run.Note("start_s", ready - started);
            run.AtMost("recovery_s", Acceptances.Now - ready, RecoveryBound);
            await run.ServedAsync(10);
        }
    }
}
