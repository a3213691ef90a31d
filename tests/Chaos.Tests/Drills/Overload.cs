using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 22: everybody asks for more than is served, as much as the protocol lets a socket have under way. Sealing and
/// opening are done by the same machine, the same for each message that passes, so shares can be compared and rates
/// belong to this machine only.
/// </summary>
internal sealed class Overload : Drill
{
    private const int Usual = 16;
    private const double GoodputBound = 0.9;
    private const long MemoryBound = 256L << 20;

    public override string Name => "overload";

    public override IReadOnlyList<int> Rows => [22];

    public override string About =>
        "256 messages in flight on every socket instead of 16 or 32; goodput at least 90 % of the peak, memory bounded";

    public override LoadPlan? Plan(bool quick) => new() { Pairs = 6, TurnByTurn = 0, Rate = 0, Window = Usual };

    public override async Task InjectAsync(DrillRun run)
    {
        var seconds = run.Quick ? 4 : 15;
        await DrillRun.PassAsync(seconds);
        var peak = await GoodputAsync(run, seconds);
        Widen(run, Usual);
        peak = Math.Max(peak, await GoodputAsync(run, seconds));
        var memory = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId));
        Widen(run, Limits.MaxInFlightPerSocket - (2 * Usual));
        await DrillRun.PassAsync(1);
        var overloaded = await GoodputAsync(run, seconds);
        run.NoteTimes("admitted", run.Load.TookBetween(Acceptances.Now - seconds, Acceptances.Now));
        run.Note("peak_per_s", peak);
        run.Note("overloaded_per_s", overloaded);
        run.AtLeast("goodput_share", overloaded / peak, GoodputBound);
        // Nobody has more under way than its socket may: it is slowed down, and overload-refused is about the others.
        run.Note("refused", run.Load.Count($"status: {SendStatus.Overloaded}"));
        run.AtMost("refusals_without_a_delay", run.Load.Count("refusal without a delay"), 0);
        var grown = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId)) - memory;
        run.AtMost("memory_grown_bytes", Math.Max(0, grown), MemoryBound);
    }

    private static void Widen(DrillRun run, int more)
    {
        foreach (var pair in run.Load.Pairs) pair.Widen(more);
    }

    private static async Task<double> GoodputAsync(DrillRun run, int seconds)
    {
        var at = Acceptances.Now;
        await DrillRun.PassAsync(seconds);
        return run.Load.AcceptedBetween(at, Acceptances.Now) / (Acceptances.Now - at);
    }
}
