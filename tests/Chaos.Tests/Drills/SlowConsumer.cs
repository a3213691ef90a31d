using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 20: a client stops reading while much is sent to it, and reads on later.</summary>
internal sealed class SlowConsumer : Drill
{
    private const int TextLength = 48_000;

    public override string Name => "slow-consumer";

    public override IReadOnlyList<int> Rows => [20];

    public override string About => "a client reads nothing; it is closed with 4001 and resumes without loss";

    public override async Task InjectAsync(DrillRun run)
    {
        var pair = run.Load.Pairs[^1];
        var victim = pair.Talkers[1];
        var others = run.Load.Pairs.SkipLast(1).SelectMany(one => one.Talkers).ToList();
        var began = Acceptances.Now;
        await run.ServedAsync(run.Quick ? 20 : 100);
        run.NoteTimes("others_before", Took(others, began));
        var memory = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId));
        (victim.Patience, victim.IsReading) = (double.MaxValue, false);
        var slow = Acceptances.Now;
        var text = new string('x', TextLength);
        // As much as every buffer between holds, and then more than the server keeps for a slow reader.
        for (var i = 0; i < 400; i++) pair.Offer(0, text);
        run.Expect(
            await Waiting.UntilAsync(() => pair.Talkers[0].Outbox.Unsettled < 20, TimeSpan.FromSeconds(60)),
            "the slow reader's mail was not accepted");
        run.NoteTimes("others_meanwhile", Took(others, slow));
        var grown = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId)) - memory;
        // The mail itself passes through the same process: how much of this waits for the reader cannot be told apart.
        run.Note("memory_grown_bytes", Math.Max(0, grown));
        (victim.Patience, victim.IsReading) = (2.5, true);
        run.Expect(
            await Waiting.UntilAsync(() => pair.Tally[$"socket: {CloseCode.SlowReader}"] > 0, TimeSpan.FromSeconds(30)),
            "the slow reader's socket was not closed with 4001");
    }

    private static List<double> Took(IEnumerable<Talker> talkers, double from) =>
        [.. talkers.SelectMany(talker => talker.Outbox.Acceptances.TookBetween(from, Acceptances.Now))];
}
