using ContextExchange.Chaos.Tests.Judging;
using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Rows 8 and 27: the database comes back as it was a while ago. What was accepted since then is gone, which the
/// operator chose; what must not happen is that somebody is not told, or can never send or receive again. The clients
/// are the SDK's.
/// </summary>
internal sealed class LostTail(bool byRestore) : Drill
{
    private const string Standby = "standby";
    private const int Batch = 40;
    private const string Entries = "SELECT sum(sequence) FROM heads";
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(60);

    public override string Name => byRestore ? "restored-backup" : "async-failover";

    public override IReadOnlyList<int> Rows => [byRestore ? 27 : 8];

    public override string About => byRestore
        ? "a dump from a while ago is restored under clients that are ahead; they are told, and everything goes on"
        : "an asynchronous standby that lacks the tail is promoted; clients that are ahead are told, and all goes on";

    public override StageOptions? Stage => new() { HasStandby = !byRestore };

    /// <summary>Nobody whose history must be whole talks meanwhile.</summary>
    public override LoadPlan? Plan(bool quick) => null;

    public override async Task InjectAsync(DrillRun run)
    {
        var database = run.Stage.Database;
        await using var pair = await SdkPair.CreateAsync(run.Stage.Server, Path.Combine(run.Stage.Folder, "sdk"));
        var dump = Path.Combine(database.Settings.Folder, "dump");
        var standby = byRestore ? null : await FollowAsync(run, database);
        var kept = await pair.SendAsync(Batch);
        run.Expect(await pair.ArrivedAsync(kept, ArrivalLimit), "messages before the fault did not arrive");
        if (byRestore) await database.DumpAsync(dump);
        else await LagAsync(standby!);

        var lost = await pair.SendAsync(Batch);
        run.Expect(await pair.ArrivedAsync(lost, ArrivalLimit), "messages before the fault did not arrive");
        if (byRestore) await RestoreAsync(run, database, dump);
        else await FailOverAsync(run, database, standby!);

        var after = await pair.SendAsync(Batch);
        run.Expect(
            await pair.ArrivedAsync(after, ArrivalLimit),
            $"{pair.Missing(after)} of {Batch} messages that were accepted after the fault never arrived");
        run.AtLeast("receivers_told", pair.Gaps, 1);
        run.AtMost("given_twice", pair.GivenTwice, 0);
        // What the operator's choice has lost had arrived before.
        var missing = pair.Missing([.. kept, .. lost, .. after]);
        run.Own = new Findings(3 * Batch, (3 * Batch) - missing, missing, pair.GivenTwice, 0, []);
    }

    private static async Task<DatabaseProcess> FollowAsync(DrillRun run, DatabaseProcess primary)
    {
        var standby = await DatabaseProcess.CreateStandbyAsync(
            primary,
            new DatabaseSettings { Folder = Path.Combine(run.Stage.Folder, Standby), Port = run.Stage.StandbyPort },
            Standby);
        run.Stage.Owns(standby);
        return standby;
    }

    /// <summary>Waits until the standby has everything, and then lets it have no more.</summary>
    private static async Task LagAsync(DatabaseProcess standby)
    {
        await Waiting.UntilAsync(
            () => standby.Ask("SELECT (pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn())::int") == 1, ArrivalLimit);
        await standby.StopAsync();
    }

    private static async Task FailOverAsync(DrillRun run, DatabaseProcess primary, DatabaseProcess standby)
    {
        var before = primary.Ask(Entries);
        await primary.KillAsync();
        run.Crashes++;
        await standby.StartAsync();
        await standby.PromoteAsync();
        run.AtLeast("entries_lost", before - standby.Ask(Entries), Batch);
        run.Stage.Database = standby;
        await run.Stage.MendAsync();
    }

    private static async Task RestoreAsync(DrillRun run, DatabaseProcess database, string dump)
    {
        await Task.WhenAll(run.Stage.Silos.Select(silo => silo.KillAsync()));
        run.Crashes += run.Stage.Silos.Count;
        database.Execute($"DROP DATABASE {DatabaseProcess.Database} WITH (FORCE)", "postgres");
        database.Execute($"CREATE DATABASE {DatabaseProcess.Database}", "postgres");
        await database.RestoreAsync(dump);
        database.Execute("SELECT after_restore()");
        await run.Stage.MendAsync();
    }
}
