namespace ContextExchange.Storage;

/// <summary>One mailbox of a <see cref="MemoryStore"/>.</summary>
internal sealed class MemoryMailbox
{
    public long Epoch { get; set; }

    public long Sequence { get; set; }

    public DateTimeOffset? NextExpiry { get; set; }

    public List<MemoryRow> Rows { get; } = [];

    public Dictionary<DeviceId, long> Cursors { get; } = [];
}
