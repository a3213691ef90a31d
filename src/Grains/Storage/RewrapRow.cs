namespace ContextExchange.Grains.Storage;

/// <summary>An epoch that an owner opened for a device that enrolled later.</summary>
/// <param name="Connection">Where.</param>
/// <param name="EpochHash">32 bytes.</param>
/// <param name="Device">The new reader.</param>
/// <param name="Record">CXE1, 6.5.</param>
public sealed record RewrapRow(
    ConnectionId Connection, ReadOnlyMemory<byte> EpochHash, DeviceId Device, ReadOnlyMemory<byte> Record);
