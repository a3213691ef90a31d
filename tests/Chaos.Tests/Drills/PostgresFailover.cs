using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 7: the primary ends without warning, its synchronous standby is promoted, and the silos find it by themselves.
/// Then the old primary comes back, as one that does not know that it is over.
/// </summary>
internal sealed class PostgresFailover : Drill
{
    private const string Standby = "standby";
    private const double RecoveryBound = 2.0;

    public override string Name => "postgres-failover";

    public override IReadOnlyList<int> Rows => [7];

    public override string About =>
        "kill -9 of the primary, its synchronous standby is promoted; the old one comes back and acknowledges nothing";

    public override StageOptions? Stage => new() { HasStandby = true };

    public override async Task InjectAsync(DrillRun run)
    {
        var old = run.Stage.Database;
        var standby = await DatabaseProcess.CreateStandbyAsync(
            old,
            new DatabaseSettings { Folder = Path.Combine(run.Stage.Folder, Standby), Port = run.Stage.StandbyPort },
            Standby);
        run.Stage.Owns(standby);
        old.Execute($"ALTER SYSTEM SET synchronous_standby_names = '{Standby}'", "postgres");
        old.Execute("SELECT pg_reload_conf()", "postgres");
        run.Expect(
            await Waiting.UntilAsync(
                () => old.Ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1,
                TimeSpan.FromSeconds(20)),
            "the standby did not become synchronous");
        await run.ServedAsync(10);

        await old.KillAsync();
        run.Crashes++;
        await standby.PromoteAsync();
        run.Stage.Database = standby;
        var promoted = Acceptances.Now;
        await run.ServedAsync(1);
        run.AtMost("recovery_s", Acceptances.Now - promoted, RecoveryBound);
        await run.ServedAsync(20);

        await old.StartAsync();
        await run.ServedAsync(20);
        // Whoever connects anew must not be led to the one that is over.
        var anew = run.Stage.Silos[0];
        await anew.KillAsync();
        run.Crashes++;
        anew.Start();
        run.Expect(
            await Waiting.UntilAsync(anew.IsReadyAsync, TimeSpan.FromSeconds(30)),
            "a silo that starts anew is led to the old primary, where its first commit waits for ever");
        await old.StopAsync();
        await run.Stage.MendAsync();
        await run.ServedAsync(10);
    }
}
