using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;
using Npgsql;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 10: somebody locks the table that every write needs, as maintenance by hand may.</summary>
internal sealed class LongLock : Drill
{
    private const double RecoveryBound = 5.0;
    private const long MemoryBound = 256L << 20;

    public override string Name => "long-lock";

    public override IReadOnlyList<int> Rows => [10];

    public override string About => "LOCK TABLE heads for 20 s; memory stays bounded, served within 5 s of its end";

    public override async Task InjectAsync(DrillRun run)
    {
        var before = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId));
        await using (var session = run.Stage.Database.Connect())
        {
            await using var transaction = await session.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("LOCK TABLE heads IN ACCESS EXCLUSIVE MODE", session))
                await command.ExecuteNonQueryAsync();
            var at = Acceptances.Now;
            await DrillRun.PassAsync(run.Quick ? 8 : 20);
            run.AtMost("accepted_meanwhile", run.Load.AcceptedBetween(at + 1, Acceptances.Now), 0);
            await transaction.RollbackAsync();
        }

        var released = Acceptances.Now;
        await run.ServedAsync(1);
        run.AtMost("recovery_s", Acceptances.Now - released, RecoveryBound);
        var grown = run.Stage.Silos.Max(silo => ProcessTable.ResidentBytes(silo.ProcessId)) - before;
        run.AtMost("memory_grown_bytes", Math.Max(0, grown), MemoryBound);
    }
}
