namespace ContextExchange.Storage;

internal sealed class ClaimRequest(AgentId mailbox) : WriteRequest<MailboxHead>, IPostgresRequest
{
    public AgentId Mailbox => mailbox;

    public bool TryJoin(Section section) => section.Claims.TryAdd(this, section);
}

internal sealed class ConnectionRequest(ConnectionId connection) : WriteRequest<long>, IPostgresRequest
{
    public ConnectionId Fence { get; } = FenceMark.Of(connection);

    public Guid Mark => MarkKey.Of(Fence, FenceMark.Device);

    public bool TryJoin(Section section) => section.Connections.TryAdd(this, section);
}

internal sealed class MarkRequest(ConnectionId connection, DeviceId device, long sequence)
    : WriteRequest<bool>, IPostgresRequest
{
    public ConnectionId Connection => connection;

    public DeviceId Device => device;

    public long Sequence => sequence;

    public bool TryJoin(Section section) => section.Marks.TryAdd(this, section);
}

internal sealed class StepRequest(LogAppend append) : WriteRequest<LogVerdict>, IPostgresRequest
{
    public LogAppend Append => append;

    /// <summary>Whose number the row carries; null for none.</summary>
    public MarkState? Mark { get; set; }

    /// <summary>The row's place among those of its mark in this section, from 1.</summary>
    public int Ordinal { get; set; }

    /// <summary>Where the row lies; 0 until it is placed, and for a step without a row.</summary>
    public long Position { get; set; }

    public long At { get; set; }

    public int Part { get; set; }

    public bool TryJoin(Section section) => section.Steps.TryAdd(this, section);
}

internal sealed class ExpiryRequest(AgentId mailbox, long epoch, long expiry) : WriteRequest<bool>, IPostgresRequest
{
    public AgentId Mailbox => mailbox;

    public long Epoch => epoch;

    /// <summary>Milliseconds since 1970; -1 for none.</summary>
    public long Expiry => expiry;

    public bool TryJoin(Section section) => section.Expiries.TryAdd(this, section);
}

internal sealed class CursorRequest(AgentId mailbox, DeviceId device, long sequence)
    : WriteRequest<bool>, IPostgresRequest
{
    public AgentId Mailbox => mailbox;

    public DeviceId Device => device;

    public long Sequence => sequence;

    public bool TryJoin(Section section) => section.Cursors.TryAdd(this, section);
}

internal sealed class StateRequest(StateWrite write) : WriteRequest<StateVerdict>, IPostgresRequest
{
    public StateWrite Write => write;

    public bool TryJoin(Section section) => section.States.TryAdd(this);
}

internal sealed class EpochRequest(EpochRow epoch) : WriteRequest<bool>, IPostgresRequest
{
    public EpochRow Epoch => epoch;

    public bool TryJoin(Section section) => section.Epochs.TryAdd(this, section);
}

internal sealed class KeepRequest(ConnectionId connection, RetentionClass retention, DateTimeOffset since)
    : WriteRequest<bool>, IPostgresRequest
{
    public ConnectionId Connection => connection;

    public RetentionClass Retention => retention;

    public DateTimeOffset Since => since;

    public bool TryJoin(Section section) => section.Keeps.TryAdd(this, section);
}

internal sealed class RewrapsRequest(IReadOnlyList<RewrapRow> rewraps) : WriteRequest<bool>, IPostgresRequest
{
    public IReadOnlyList<RewrapRow> Rewraps => rewraps;

    public bool TryJoin(Section section) => section.Rewraps.TryAdd(this);
}

/// <summary>
/// Nobody waits for it. Source and number name it across attempts, so that it is chained once even when an attempt's
/// outcome is unknown.
/// </summary>
internal sealed class ChainRequest(AuditRecord record, long source, long number) : IPostgresRequest
{
    public AuditRecord Record => record;

    public long Source => source;

    public long Number => number;

    public bool IsKept => true;

    public bool TryJoin(Section section) => section.Audit.TryAdd(this);

    public void Complete()
    {
    }

    public void Fail(StoreUnavailableException failure)
    {
    }
}
