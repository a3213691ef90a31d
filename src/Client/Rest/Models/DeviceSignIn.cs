namespace ContextExchange.Client;

/// <summary>Proof for a device's session.</summary>
internal sealed record DeviceSignIn(
    AgentId Agent, DeviceId Device, byte[] Nonce, DateTimeOffset Expiry, byte[] Signature);
