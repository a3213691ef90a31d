namespace ContextExchange.Grains.Interfaces;

/// <summary>One version of an agent's signed device list.</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Devices">Whom it names.</param>
[GenerateSerializer, Immutable, Alias("cex.DeviceRoster")]
public sealed record DeviceRoster(uint Version, IReadOnlyList<DeviceId> Devices);
