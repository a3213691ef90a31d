namespace ContextExchange.Grains.Storage;

/// <summary>A published epoch as the log keeps it.</summary>
/// <param name="Connection">Where.</param>
/// <param name="Device">The sender device that opened it.</param>
/// <param name="Number">The device's epoch counter on this connection.</param>
/// <param name="Hash">32 bytes.</param>
/// <param name="Record">The signed record.</param>
public sealed record EpochRow(
    ConnectionId Connection, DeviceId Device, long Number, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Record)
{
    /// <summary>When it was published.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>How long its messages are kept; for ever unless said.</summary>
    public RetentionClass Retention { get; init; }
}
