namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// The append-only, hash-chained record of every state-changing call and refusal. The store numbers and chains the
/// records:
/// hash(n) = SHA-256(hash(n-1) || canonical bytes of record n), hash(0) = 32 zero bytes.
/// </summary>
public interface IAuditLog
{
    /// <summary>Queues a record; it is flushed with the next group commit. Waits only when the queue is full.</summary>
    ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken = default);

    /// <summary>Chained records after a position (0 for the start), in order.</summary>
    ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
        long after, int max, CancellationToken cancellationToken = default);
}
