namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 19: clients' connections are reset over and over.</summary>
internal sealed class BrokenSockets : Drill
{
    public override string Name => "resets";

    public override IReadOnlyList<int> Rows => [19];

    public override string About =>
        "every client connection of a silo is reset, again and again; all resume where they were";

    public override async Task InjectAsync(DrillRun run)
    {
        for (var round = 0; round < (run.Quick ? 8 : 60); round++)
        {
            run.Stage.ToSilo[run.Random.Next(run.Stage.ToSilo.Count)].Reset();
            await DrillRun.PassAsync(0.2 + run.Random.NextDouble());
        }
    }
}
