using ContextExchange.Chaos.Tests.Judging;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// The long drill, rows 1, 5 and 6 together: agents stream as fast as they are served while silos and the database end
/// without warning, again and again, until so many messages were accepted and so many processes have ended. Pairs of
/// agents are replaced by new ones now and then, and judged; the cluster and its data stay.
/// </summary>
internal sealed class CrashCampaign(Stage stage, int messages, int crashes, Random random)
{
    public const string Name = "crashes";
    public const int Messages = 1_000_000;
    public const int Crashes = 200;
    public static readonly IReadOnlyList<int> Rows = [1, 5, 6];

    private const int MostOfOneRound = 20_000;
    private const int LeastOfOneRound = 2_000;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(120);
    private static readonly LoadPlan Plan = new() { Pairs = 6, TurnByTurn = 1, Rate = 0, Window = 32 };

    private readonly List<double> _pauses = [];
    private readonly List<string> _broken = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private Findings _findings = Findings.None;
    private int _siloCrashes;
    private int _databaseCrashes;

    private int Ended => _siloCrashes + _databaseCrashes;

    public async Task<DrillReport> RunAsync()
    {
        while ((_findings.Acknowledged < messages || Ended < crashes) && _broken.Count == 0)
        {
            await RoundAsync(Math.Clamp(messages - _findings.Acknowledged, LeastOfOneRound, MostOfOneRound));
            await Console.Error.WriteLineAsync(
                $"{_findings.Acknowledged:N0} of {messages:N0} messages, {Ended} of {crashes} crashes, "
                + $"{_findings.Lost} lost, {_findings.Duplicated} duplicated, {_findings.Reordered} out of order");
        }

        if (_findings.Acknowledged < messages) _broken.Add($"it ended after {_findings.Acknowledged} messages");
        if (Ended < crashes) _broken.Add($"only {Ended} processes were ended");
        double[] sorted = [.. _pauses.Order()];
        return new DrillReport
        {
            Drill = Name, Rows = Rows, Silos = stage.Silos.Count, Pairs = Plan.Pairs,
            Acknowledged = _findings.Acknowledged, Delivered = _findings.Delivered, Crashes = Ended,
            Lost = _findings.Lost, Duplicated = _findings.Duplicated, Reordered = _findings.Reordered,
            Figures = new Dictionary<string, double>
            {
                ["silo_crashes"] = _siloCrashes, ["database_crashes"] = _databaseCrashes,
                ["pause_p50_ms"] = Quantile(sorted, 0.5), ["pause_p99_ms"] = Quantile(sorted, 0.99),
                ["pause_max_ms"] = Quantile(sorted, 1),
            },
            Counts = _counts, Broken = _broken,
        };
    }

    private async Task RoundAsync(int size)
    {
        await stage.MendAsync();
        await using var load = await stage.StartLoadAsync(Plan);
        using var enough = new CancellationTokenSource();
        var crashing = CrashAsync(load, enough.Token);
        if (!await load.ReachAsync(size, TimeSpan.FromSeconds(120 + (size / 10.0))))
            _broken.Add($"only {load.Accepted} of {size} messages were accepted in time");
        await enough.CancelAsync();
        await crashing;
        await stage.MendAsync();
        var findings = Judge.Of(await load.FinishAsync(DrainLimit));
        _broken.AddRange(findings.Violations.Take(10).Select(violation => violation.ToString()));
        _findings += findings;
        if (WriterWitness.Shared(stage.Database) is > 0 and var shared)
            _broken.Add($"{shared} epochs of mailboxes were written by more than one silo");
        foreach (var (name, count) in load.Counts()) _counts[name] = _counts.GetValueOrDefault(name) + count;
    }

    /// <summary>A crash each time that so many messages were accepted, until there are enough of either.</summary>
    private async Task CrashAsync(Load load, CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                // Ahead of its time: the last message may be accepted before the last crash is over.
                var due = (long)messages * Ended / (crashes + 1);
                await load.ReachAsync((int)Math.Max(0, due - _findings.Acknowledged), Timeout.InfiniteTimeSpan, ct);
                var at = Acceptances.Now;
                await CrashOnceAsync();
                await stage.MendAsync();
                await load.AdvanceAsync(1, ReadyLimit);
                _pauses.AddRange(load.Pauses(at, Acceptances.Now));
            }
        }
        catch (OperationCanceledException)
        {
            // The round has its messages.
        }
    }

    private async Task CrashOnceAsync()
    {
        switch (random.Next(100))
        {
            case < 15:
                await stage.Database.KillAsync();
                _databaseCrashes++;
                return;
            case < 20:
                await Task.WhenAll(stage.Silos.Select(silo => silo.KillAsync()));
                _siloCrashes += stage.Silos.Count;
                return;
            default:
                await stage.Silos[random.Next(stage.Silos.Count)].KillAsync();
                _siloCrashes++;
                return;
        }
    }

    private static double Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : Math.Round(1_000 * sorted[(int)Math.Ceiling((sorted.Length - 1) * share)], 1);
}
