using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 22, with refusals. What a socket has under way keeps a client from ever filling a silo's queues, so that
/// <c>overload</c> slows senders down and refuses nobody; who is refused is a socket that says more in a second than it
/// may. Here it may say little: everybody talks at a pace just below that, and then as much as it is answered.
/// </summary>
internal sealed class OverloadRefused : Drill
{
    private const int FramesPerSecond = 100;
    private const double Pace = 40;
    private const double GoodputBound = 0.9;
    private const long MemoryBound = 256L << 20;

    public override string Name => "overload-refused";

    public override IReadOnlyList<int> Rows => [22];

    public override string About =>
        "sockets that may say 100 frames a second want to say more: refused with a delay, goodput at least 90 % of "
        + "what a pace within that gets through, memory bounded";

    public override StageOptions? Stage => new()
    {
        SiloArguments = ["--Gateway:FramesPerSecond", $"{FramesPerSecond}", "--Gateway:FrameBurst", "50"],
    };

    public override LoadPlan? Plan(bool quick) => new() { Pairs = 2, TurnByTurn = 0, Rate = Pace, Window = 32 };

    public override async Task InjectAsync(DrillRun run)
    {
        var seconds = run.Quick ? 4 : 15;
        await DrillRun.PassAsync(2);
        var paced = await GoodputAsync(run, seconds);
        run.Expect(Refused(run) == 0, "somebody was refused at the pace that may be kept");
        var memory = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId));
        foreach (var pair in run.Load.Pairs) pair.Hurry();
        await DrillRun.PassAsync(1);
        var (refused, again) = (Refused(run), run.Load.Count("sent again"));
        var overloaded = await GoodputAsync(run, seconds);
        run.Note("paced_per_s", paced);
        run.Note("overloaded_per_s", overloaded);
        run.Note("offered_per_s", overloaded + ((run.Load.Count("sent again") - again) / (double)seconds));
        run.AtLeast("refused", Refused(run) - refused, 1);
        run.AtMost("refusals_without_a_delay", run.Load.Count("refusal without a delay"), 0);
        run.AtLeast("goodput_share", overloaded / paced, GoodputBound);
        var grown = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId)) - memory;
        run.AtMost("memory_grown_bytes", Math.Max(0, grown), MemoryBound);
    }

    private static int Refused(DrillRun run) => run.Load.Count($"status: {SendStatus.Overloaded}");

    private static async Task<double> GoodputAsync(DrillRun run, int seconds)
    {
        var at = Acceptances.Now;
        await DrillRun.PassAsync(seconds);
        return run.Load.AcceptedBetween(at, Acceptances.Now) / (Acceptances.Now - at);
    }
}
