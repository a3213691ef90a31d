namespace ContextExchange.Client;

/// <summary>Enrols a device; the certificate is CXE1's device certificate.</summary>
internal sealed record DeviceRegistration(DeviceId Device, string Name, byte[] Certificate);
