using System.Collections.Concurrent;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>Keeps what was recorded.</summary>
internal sealed class RecordingAudit : IAuditLog
{
    public ConcurrentQueue<AuditRecord> Records { get; } = [];

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken = default)
    {
        Records.Enqueue(record);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
        long after, int max, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
