using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;
using Npgsql;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 9: others take every connection that the database allows, and the silos' own are cut.</summary>
internal sealed class PostgresConnections : Drill
{
    private const double RecoveryBound = 5.0;
    private const string CutSilos =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'contextexchange'";

    public override string Name => "postgres-connections";

    public override IReadOnlyList<int> Rows => [9];

    public override string About =>
        "every connection of PostgreSQL is taken; refusals, live health, recovery within 5 s";

    public override async Task InjectAsync(DrillRun run)
    {
        var taken = new List<NpgsqlConnection>();
        try
        {
            using (var cutter = run.Stage.Database.Connect())
            {
                Take(run.Stage.Database, taken);
                using var cut = new NpgsqlCommand(CutSilos, cutter);
                await cut.ExecuteNonQueryAsync();
                Take(run.Stage.Database, taken);
            }

            Take(run.Stage.Database, taken);
            run.Note("connections_taken", taken.Count);
            await DrillRun.PassAsync(run.Quick ? 5 : 15);
            run.Expect(run.Stage.Silos.All(silo => silo.IsRunning), "a silo ended without connections");
            run.AtLeast("silos_alive", await AliveAsync(run), run.Stage.Silos.Count);
        }
        finally
        {
            foreach (var connection in taken) await connection.DisposeAsync();
        }

        var released = Acceptances.Now;
        await run.ServedAsync(1);
        run.AtMost("recovery_s", Acceptances.Now - released, RecoveryBound);
    }

    private static void Take(DatabaseProcess database, List<NpgsqlConnection> taken)
    {
        try
        {
            while (true) taken.Add(database.Connect());
        }
        catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // All are taken.
        }
    }

    private static async Task<int> AliveAsync(DrillRun run)
    {
        var answers = await Task.WhenAll(run.Stage.Silos.Select(silo => silo.IsAliveAsync()));
        return answers.Count(isAlive => isAlive);
    }
}
