using ContextExchange.Grains.Storage;
using ContextExchange.Storage;

namespace ContextExchange.Simulation.Tests.Store;

/// <summary>Grain state, the due table and the audit log, over the same link as the log.</summary>
internal sealed class SiloTables(MemoryStore store, StoreLink link) : IStateStore, IDueTable, IAuditLog, IStoreHealth
{
    public StoreHealth Health => store.Health;

    public ValueTask<StoredState?> ReadStateAsync(StateKey key, CancellationToken cancellationToken) =>
        new(link.ReadAsync(() => ((IStateStore)store).ReadStateAsync(key)));

    public ValueTask<StateVerdict> WriteStateAsync(StateWrite write, CancellationToken cancellationToken) =>
        new(link.WriteAsync(() => ((IStateStore)store).WriteStateAsync(write)));

    public ValueTask<IReadOnlyList<DueGrain>> ReadDueAsync(
        DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        new(link.ReadAsync(() => store.ReadDueAsync(now, max)));

    public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) =>
        await link.WriteAsync(async ValueTask<bool> () =>
        {
            await store.WriteAsync(record);
            return true;
        });

    public ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
        long after, int max, CancellationToken cancellationToken) =>
        new(link.ReadAsync(() => store.ReadAsync(after, max)));
}
