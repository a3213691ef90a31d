using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 24: the machines' clocks stand almost 5 minutes apart, and then one of them jumps an hour forth and back. Silos
/// go by the database's clock and by time that only passes, which nothing moves: no lease is lost, and nothing that
/// people signed expires early.
/// </summary>
internal sealed class Clock : Drill
{
    private static readonly TimeSpan[] Skew =
        [TimeSpan.Zero, TimeSpan.FromSeconds(140), TimeSpan.FromSeconds(-140)];

    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, WrongClock> _clocks = [];

    public override string Name => "clock";

    public override IReadOnlyList<int> Rows => [24];

    public override string About =>
        "machines' clocks almost 5 minutes apart, then a jump of +1 h and back; no lease or message expires early";

    public override string? Reason => WrongClock.Reason;

    public override StageOptions? Stage => new()
    {
        SiloEnvironment = (number, folder) =>
            (_clocks[number] = WrongClock.In(folder, Skew[number])).Environment,
    };

    public override async Task InjectAsync(DrillRun run)
    {
        var joins = run.Stage.Joins();
        await run.ServedAsync(run.Quick ? 20 : 200);
        run.Note("refused_while_apart", Refused(run));

        var at = Acceptances.Now;
        await JumpAsync(run, TimeSpan.FromHours(1));
        // Long enough for new epochs, which come with every hundredth message, and for looks at the database's clock.
        await DrillRun.PassAsync(run.Quick ? 20 : 60);
        run.Note("accepted_while_ahead", run.Load.AcceptedBetween(at, Acceptances.Now));
        await JumpAsync(run, Skew[0]);
        var back = Acceptances.Now;
        await run.ServedAsync();
        run.Note("served_after_s", Acceptances.Now - back);
        await run.ServedAsync(run.Quick ? 20 : 200);

        run.AtMost("epochs_called_expired", Refused(run), 0);
        run.AtMost("membership_changes", run.Stage.Joins() - joins, 0);
        // A client that connects anew proves itself by the time of the silo that it reaches.
        foreach (var link in run.Stage.ToSilo) link.Reset();
        await run.ServedAsync(10);
    }

    private static int Refused(DrillRun run) => run.Load.Count($"epoch: {Refusal.Expired}");

    /// <summary>Sets the clock of the first silo's machine, and sees that its web server goes by it.</summary>
    private async Task JumpAsync(DrillRun run, TimeSpan ahead)
    {
        _clocks[0].Set(ahead);
        run.Expect(
            await Waiting.UntilAsync(
                async () => (await run.Stage.Silos[0].TimeAsync() - TimeProvider.System.GetUtcNow() - ahead).Duration()
                    < Precision,
                NoticeLimit),
            $"the silo's machine has no clock that stands {ahead} ahead");
    }
}
