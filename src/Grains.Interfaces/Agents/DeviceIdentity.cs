namespace ContextExchange.Grains.Interfaces;

/// <summary>Who a session speaks for: one device of one agent, as proven at the handshake.</summary>
[GenerateSerializer, Immutable, Alias("cex.DeviceIdentity")]
public readonly record struct DeviceIdentity(AgentId Agent, DeviceId Device);
