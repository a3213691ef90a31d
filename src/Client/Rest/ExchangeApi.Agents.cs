namespace ContextExchange.Client;

/// <summary>Agents, their API keys, devices and published keys.</summary>
public sealed partial class ExchangeApi
{
    /// <summary>The owner's agents, oldest first.</summary>
    public Task<IReadOnlyList<AgentInfo>> GetAgentsAsync(CancellationToken ct = default) =>
        ListAsync("v1/agents", Json.PageAgentInfo, ct);

    /// <summary>One agent.</summary>
    public Task<AgentInfo> GetAgentAsync(AgentId agent, CancellationToken ct = default) =>
        GetAsync($"v1/agents/{agent}", Json.AgentInfo, ct);

    /// <summary>Another API key for the agent.</summary>
    public Task<KeyIssued> AddKeyAsync(AgentId agent, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/keys", Json.KeyIssued, ct);

    /// <summary>The agent's API keys, oldest first.</summary>
    public Task<IReadOnlyList<KeyInfo>> GetKeysAsync(AgentId agent, CancellationToken ct = default) =>
        ListAsync($"v1/agents/{agent}/keys", Json.PageKeyInfo, ct);

    /// <summary>Replaces an API key; the old one goes on working for a while.</summary>
    /// <param name="agent">Whose key.</param>
    /// <param name="id">The key's public id.</param>
    /// <param name="overlap">How long both work, 0 to 7 days.</param>
    /// <param name="ct">Cancels the wait.</param>
    public Task<KeyIssued> RotateKeyAsync(
        AgentId agent, string id, TimeSpan overlap, CancellationToken ct = default) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/keys/{Uri.EscapeDataString(id)}/rotate",
            new KeyRotation((int)overlap.TotalSeconds), Json.KeyRotation, Json.KeyIssued, ct);

    /// <summary>Revokes an API key; what was opened with it closes within a second.</summary>
    public Task RevokeKeyAsync(AgentId agent, string id, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Delete, $"v1/agents/{agent}/keys/{Uri.EscapeDataString(id)}", ct);

    /// <summary>Lets a device that waits for its owner speak for the agent.</summary>
    public Task ApproveDeviceAsync(AgentId agent, DeviceId device, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/devices/{device}/approve", ct);

    /// <summary>Revokes a device for ever.</summary>
    public Task RevokeDeviceAsync(AgentId agent, DeviceId device, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Delete, $"v1/agents/{agent}/devices/{device}", ct);

    internal Task<AgentRegistered> RegisterAgentAsync(AgentRegistration registration, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Post, "v1/agents", registration, Json.AgentRegistration, Json.AgentRegistered, ct);

    internal Task EnrolDeviceAsync(AgentId agent, DeviceRegistration registration, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/devices", registration, Json.DeviceRegistration, ct);

    internal Task PublishDirectoryAsync(AgentId agent, byte[] directory, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Put, $"v1/agents/{agent}/directory", new DirectoryUpload(directory), Json.DirectoryUpload, ct);

    internal Task RotateIdentityAsync(AgentId agent, RotationUpload rotation, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/rotations", rotation, Json.RotationUpload, ct);

    internal Task PublishPrekeyAsync(AgentId agent, DeviceId device, byte[] prekey, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Put, $"v1/agents/{agent}/devices/{device}/prekey", new PrekeyUpload(prekey), Json.PrekeyUpload,
            ct);

    /// <summary>The agent's own keys as published. They are checked by whoever uses them.</summary>
    internal Task<PeerKeys> GetOwnKeysAsync(AgentId agent, CancellationToken ct) =>
        GetAsync($"v1/agents/{agent}/directory", Json.PeerKeys, ct);

    internal Task<PrekeyCount> AddOneTimePrekeysAsync(
        AgentId agent, DeviceId device, IReadOnlyList<byte[]> prekeys, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/devices/{device}/one-time-prekeys", new PrekeyBatch(prekeys),
            Json.PrekeyBatch, Json.PrekeyCount, ct);

    internal Task<PrekeyCount> CountOneTimePrekeysAsync(AgentId agent, DeviceId device, CancellationToken ct) =>
        GetAsync($"v1/agents/{agent}/devices/{device}/one-time-prekeys", Json.PrekeyCount, ct);
}
