using ContextExchange.Chaos.Tests.Network;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 17: every link loses packets. Above TCP that is seen as pieces that come one retransmission later.
/// </summary>
internal sealed class LossyLink : Drill
{
    public override string Name => "lossy-link";

    public override IReadOnlyList<int> Rows => [17];

    public override string About =>
        "1 to 20 % of the pieces on every link come 200 ms late, as lost packets do; correct";

    public override async Task InjectAsync(DrillRun run)
    {
        foreach (var loss in (double[])[0.01, 0.05, 0.2])
        {
            foreach (var flow in run.Stage.Links.SelectMany(link => (Flow[])[link.Forth, link.Back])) flow.Loss = loss;
            await run.ServedAsync(run.Quick ? 5 : 50);
        }
    }
}
