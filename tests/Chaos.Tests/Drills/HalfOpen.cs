using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 19: clients vanish without a word, and the server's side of their connections stays open.</summary>
internal sealed class HalfOpen : Drill
{
    // Two heartbeats of 15 s, and a tick of the sweep.
    private const double DetectionBound = 32;

    public override string Name => "half-open";

    public override IReadOnlyList<int> Rows => [19];

    public override string About => "clients vanish without an end; the server notices within two heartbeats";

    public override LoadPlan? Plan(bool quick) => new() { Pairs = 3, TurnByTurn = 1 };

    public override async Task InjectAsync(DrillRun run)
    {
        await using var absent = await run.Stage.StartLoadAsync(new LoadPlan { Pairs = 1, TurnByTurn = 0 });
        run.Expect(await absent.AdvanceAsync(5, TimeSpan.FromSeconds(30)), "the clients that vanish were never served");
        await Task.WhenAll(absent.Pairs.Select(pair => pair.FallSilentAsync()));
        foreach (var link in run.Stage.ToSilo) link.HidesEnds = true;
        var at = Acceptances.Now;
        foreach (var talker in absent.Talkers) await talker.StopAsync();
        var gone = await Waiting.UntilAsync(
            async () => !await run.Stage.IsOnlineAsync(absent.Pairs[0], side: 0), TimeSpan.FromSeconds(60));
        run.Expect(gone, "somebody who has vanished is online after a minute");
        run.AtMost("noticed_s", Acceptances.Now - at, DetectionBound);
    }
}
