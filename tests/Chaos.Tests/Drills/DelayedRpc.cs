namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 18: what silos say to each other comes late and unevenly, and a silo ends meanwhile.</summary>
internal sealed class DelayedRpc : Drill
{
    public override string Name => "delayed-rpc";

    public override IReadOnlyList<int> Rows => [18];

    public override string About => "50 to 450 ms between silos and uneven answers to clients, and a kill -9 meanwhile";

    public override async Task InjectAsync(DrillRun run)
    {
        var flows = run.Stage.Between.SelectMany(links => links).SelectMany(link => new[] { link.Forth, link.Back });
        foreach (var flow in flows)
            (flow.Delay, flow.Jitter) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400));
        foreach (var link in run.Stage.ToSilo) link.Back.Jitter = TimeSpan.FromMilliseconds(100);
        await run.ServedAsync(run.Quick ? 5 : 50);
        var silo = run.Stage.Silos[run.Random.Next(run.Stage.Silos.Count)];
        await silo.KillAsync();
        run.Crashes++;
        await run.ServedAsync(run.Quick ? 5 : 50);
    }
}
