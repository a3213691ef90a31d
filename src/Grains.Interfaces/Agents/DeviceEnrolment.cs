namespace ContextExchange.Grains.Interfaces;

/// <summary>A device that wants to speak for an agent.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Name">For the owner's eyes, 1 to <see cref="Limits.MaxDisplayName"/> characters.</param>
/// <param name="Certificate">The CXE1 device certificate: its signing key, signed by the agent's identity key.</param>
[GenerateSerializer, Immutable, Alias("cex.DeviceEnrolment")]
public sealed record DeviceEnrolment(DeviceId Device, string Name, ReadOnlyMemory<byte> Certificate);
