namespace ContextExchange.Grains.Interfaces;

/// <summary>An active device as the server checks it.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Certificate">Its device certificate (CXE1).</param>
[GenerateSerializer, Immutable, Alias("cex.DeviceCredential")]
public sealed record DeviceCredential(DeviceId Device, ReadOnlyMemory<byte> Certificate);
