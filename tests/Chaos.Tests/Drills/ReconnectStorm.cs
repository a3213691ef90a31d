using System.Globalization;
using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 21: every client loses its socket at once, several times: pairs that talk, and many more sockets that do not.
/// </summary>
internal sealed class ReconnectStorm : Drill
{
    private const int Sockets = 10_000;
    private const int QuickSockets = 600;

    // Handles that this process needs beside its clients'.
    private const int OtherFiles = 1_000;
    private const int FilesOfTalker = 3;

    private static readonly TimeSpan SteadyBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GatherLimit = TimeSpan.FromMinutes(3);

    public override string Name => "reconnect-storm";

    public override IReadOnlyList<int> Rows => [21];

    public override string About =>
        "all sockets at once are reset, 10,000 of them or as many files as may be open; everybody is connected and "
        + "served again within 30 s";

    public override LoadPlan? Plan(bool quick) => new() { Pairs = quick ? 10 : 40, TurnByTurn = 0, Rate = 1 };

    public override async Task InjectAsync(DrillRun run)
    {
        var talkers = run.Load.Talkers.ToList();
        var idle = Math.Min(
            (run.Quick ? QuickSockets : Sockets) - talkers.Count,
            OpenFiles() - OtherFiles - (FilesOfTalker * talkers.Count));
        await using var crowd = await run.Stage.GatherAsync(idle);
        run.Expect(await crowd.IsCompleteAsync(GatherLimit), $"only {crowd.Connected} of {idle} sockets were opened");
        run.Note("sockets", talkers.Count + idle);
        var (steady, dials) = (new List<double>(), crowd.Dials);
        var rounds = run.Quick ? 2 : 5;
        for (var round = 0; round < rounds; round++)
        {
            var at = Acceptances.Now;
            foreach (var link in run.Stage.ToSilo) link.Reset();
            crowd.Lose();
            // Nobody is connected before it has noticed.
            await DrillRun.PassAsync(0.2);
            run.Expect(
                await Waiting.UntilAsync(
                    () => talkers.All(talker => talker.IsConnected) && crowd.Connected == crowd.Count, SteadyBound),
                $"not everybody was connected again within 30 s: of {crowd.Count} sockets {crowd.Connected} were");
            steady.Add(Acceptances.Now - at);
            await run.ServedAsync(1);
        }

        run.NoteTimes("steady", steady);
        run.Note("dials_per_socket_and_storm", (crowd.Dials - dials) / (double)(idle * rounds));
    }

    /// <summary>How many files this process may have open.</summary>
    private static int OpenFiles()
    {
        var line = File.ReadLines("/proc/self/limits")
            .First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }
}
