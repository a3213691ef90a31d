using System.Globalization;
using ContextExchange.Simulation.Tests.Bugs;
using ContextExchange.Simulation.Tests.History;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests;

/// <summary>P1 to P8 over whole runs of cluster and clients.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 1_000;

    private static readonly string[] Wanted =
    [
        "fault: process killed", "fault: process frozen", "fault: process drained", "fault: silo cut from the store",
        "fault: store spoilt", "fault: network spoilt", "fault: partition both ways", "fault: partition one way",
        "fault: clock jumped", "fault: placement moved", "fault: activations on several silos",
        "fault: calls between grains lost or late", "client: crash", "client: crash between receiving and keeping",
        "client: crash between keeping and acknowledging", "client: gap in pushes", "client: shown again",
        "client: send without an answer", "network: lost", "network: doubled", "network: late",
        "network: cut on the way up", "network: cut on the way down", "store: batch fails before it is applied",
        "store: batch fails after it was applied", "store: answer never comes", "store: read fails",
        "store: several writes in a batch",
        "store: queue full", "log: StaleHead", "log: StaleMark", "log: HoldClosed", "change: terms",
        "change: connection frozen", "change: connection removed", "owner: two decisions at once",
        "decision: Approve None", "decision: Reject None", "decision: SendBack None", "decision: Reject Used",
        "notice: Approved", "notice: Rejected", "notice: SentBack", "notice: HoldExpired", "notice: HoldCancelled",
        "notice: Undelivered", "notice: ConnectionChanged", "status: Accepted", "status: Held", "status: OutOfOrder",
        "status: NotConnected", "status: Frozen", "status: EpochUnknown", "status: StaleTerms", "status: CreatedAhead",
        "status: Expired", "status: UnknownCategory", "status: NotAllowed", "status: Overloaded",
        "status: Unavailable",
    ];

    [Fact]
    public void APromiseIsBrokenInNoneOfAThousandSeedsAndEverythingHappensInThem()
    {
        var coverage = RunAll(1, Seeds);
        var missing = Wanted.Where(what => coverage[what] == 0);
        Assert.True(!missing.Any(), $"Never happened: {string.Join(", ", missing)}.");
    }

    [Fact]
    public void TheSameSeedGivesTheSameRunAndAnotherSeedAnother()
    {
        for (var seed = 1; seed <= 3; seed++)
            Assert.Equal(TraceOf(SimulationRun.Of(seed)), TraceOf(SimulationRun.Of(seed)));
        Assert.NotEqual(TraceOf(SimulationRun.Of(1)), TraceOf(SimulationRun.Of(2)));
    }

    /// <summary>For eng/simulate, which says what to run in the environment.</summary>
    [Fact(Explicit = true)]
    public void SeedsAsAsked()
    {
        int from = Number("CEX_SIMULATE_FROM", 1), seeds = Number("CEX_SIMULATE_SEEDS", Seeds);
        var name = Environment.GetEnvironmentVariable("CEX_SIMULATE_BUG") ?? "";
        if (name.Length == 0)
        {
            if (seeds == 1) WriteHistory(SimulationRun.Of(from));
            RunAll(from, seeds);
            return;
        }

        Assert.True(
            PlantedBugs.All.ContainsKey(name), $"\"{name}\" is none of {string.Join(", ", PlantedBugs.All.Keys)}.");
        var found = Search.For(from, seeds, PlantedBugs.All[name]);
        Assert.True(found is not null, $"{name} was not found in {seeds} seeds from {from} on.");
        output.WriteLine($"{name} was found by seed {found.Seed}:\n{Violations(found)}");
    }

    private Coverage RunAll(int from, int seeds)
    {
        var coverage = new Coverage();
        List<SimulationRun> broken = [];
        for (var seed = from; seed < from + seeds; seed++)
        {
            var run = SimulationRun.Of(seed);
            coverage.Add(run.Coverage);
            if (run.Violations.Count == 0) continue;
            broken.Add(run);
            output.WriteLine($"seed {seed}: eng/simulate --from {seed} --seeds 1\n{Violations(run)}");
        }

        output.WriteLine(string.Join("\n", coverage.Counts.Select(count => $"{count.Value,9} {count.Key}")));
        Assert.True(
            broken.Count == 0,
            $"{broken.Count} of {seeds} seeds broke a promise: {string.Join(", ", broken.Select(run => run.Seed))}. "
            + $"The first: eng/simulate --from {broken.FirstOrDefault()?.Seed} --seeds 1");
        return coverage;
    }

    private void WriteHistory(SimulationRun run)
    {
        foreach (var e in run.Events) output.WriteLine($"{e.At:HH:mm:ss.fff} {e}");
    }

    private static string Violations(SimulationRun run) =>
        string.Join("\n", run.Violations.Take(5).Select(violation => $"   {violation}"));

    /// <summary>Digests are of random bytes, which decide nothing.</summary>
    private static IEnumerable<string> TraceOf(SimulationRun run) =>
        run.Trace.Concat(run.Events.Select(e => e switch
        {
            Sent sent => $"{sent with { Digest = default }}",
            Answered answered => $"{answered with { Digest = default }}",
            Received received => $"{received.Agent} {received.Device} {received.Item}",
            Ended ended => string.Join("; ", ended.Outstanding),
            _ => $"{e.At:O} {e.GetType().Name}",
        }));

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
