namespace ContextExchange.Grains.Interfaces;

/// <summary>How far one device has acknowledged its agent's mailbox.</summary>
[GenerateSerializer, Immutable, Alias("cex.DeviceCursor")]
public readonly record struct DeviceCursor(DeviceId Device, long Acknowledged);
