using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 21: every client loses its socket at once, several times.</summary>
internal sealed class ReconnectStorm : Drill
{
    private static readonly TimeSpan SteadyBound = TimeSpan.FromSeconds(30);

    public override string Name => "reconnect-storm";

    public override IReadOnlyList<int> Rows => [21];

    public override string About =>
        "all sockets at once are reset; everybody is connected and served again within 30 s";

    public override LoadPlan? Plan(bool quick) => new() { Pairs = quick ? 30 : 200, TurnByTurn = 0, Rate = 1 };

    public override async Task InjectAsync(DrillRun run)
    {
        run.Note("sockets", run.Load.Talkers.Count());
        var steady = new List<double>();
        for (var round = 0; round < (run.Quick ? 2 : 5); round++)
        {
            var at = Acceptances.Now;
            foreach (var link in run.Stage.ToSilo) link.Reset();
            // Nobody is connected before it has noticed.
            await DrillRun.PassAsync(0.2);
            run.Expect(
                await Waiting.UntilAsync(() => run.Load.Talkers.All(talker => talker.IsConnected), SteadyBound),
                "not everybody was connected again within 30 s");
            steady.Add(Acceptances.Now - at);
            await run.ServedAsync(1);
        }

        run.NoteTimes("steady", steady);
    }
}
