namespace ContextExchange.Client;

/// <summary>Makes a new agent of the signed-in owner; the certificate is CXE1's agent certificate.</summary>
internal sealed record AgentRegistration(AgentId Agent, string DisplayName, byte[] Certificate);
