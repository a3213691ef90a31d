using ContextExchange.Chaos.Tests.Network;
using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Rows 14 and 16 at once, by the kernel's own network instead of a proxy's: nothing that one silo's machine says
/// arrives anywhere, neither at clients nor at the database or the other silos, and no connection is told.
/// </summary>
internal sealed class SiloUnplugged : Drill
{
    private const double TakeoverBound = 5.0;
    private const double HealBound = 5.0;

    public override string Name => "silo-unplugged";

    public override IReadOnlyList<int> Rows => [14, 16];

    public override string About =>
        "silos with network namespaces of their own and TLS between them; one loses its network, others take over "
        + "within 5 s, and it is served again within 5 s of the end";

    public override string? Reason => Machines.Reason;

    public override StageOptions? Stage => new() { HasMachines = true };

    public override async Task InjectAsync(DrillRun run)
    {
        var machines = run.Stage.Machines ?? throw new InvalidOperationException("The stage has no machines.");
        var pauses = new List<double>();
        for (var round = 0; round < (run.Quick ? 1 : 3); round++)
        {
            var number = run.Random.Next(run.Stage.Silos.Count);
            var at = Acceptances.Now;
            await machines.PullAsync(number);
            run.Expect(
                await Waiting.UntilAsync(
                    () => run.Stage.PartitionsOf(number) == 0, TimeSpan.FromSeconds(TakeoverBound)),
                $"{run.Stage.Silos[number].Name} owns partitions 5 s after its network was gone");
            await DrillRun.PassAsync(run.Quick ? 7 : 20);
            pauses.AddRange(run.Load.Pauses(at, Acceptances.Now));
            run.Expect(run.Stage.Silos[number].IsRunning, "a silo ended because its network was gone");
            await run.Stage.MendAsync();
            var healed = Acceptances.Now;
            await run.ServedAsync(1);
            run.AtMost("heal_s", Acceptances.Now - healed, HealBound);
            await run.ServedAsync(20);
        }

        run.Expect(run.NoteTimes("takeover", pauses) <= TakeoverBound, $"takeover p99 is above {TakeoverBound} s");
    }
}
