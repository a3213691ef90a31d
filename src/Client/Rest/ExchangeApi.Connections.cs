namespace ContextExchange.Client;

/// <summary>Invites, connections, contracts and peers' keys.</summary>
public sealed partial class ExchangeApi
{
    /// <summary>Makes a single-use invite. the link adds what no server sees.</summary>
    public Task<InviteIssued> CreateInviteAsync(AgentId agent, InviteRequest request, CancellationToken ct = default) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/invites", request, Json.InviteRequest, Json.InviteIssued, ct);

    /// <summary>The agent's invites, newest first.</summary>
    public Task<IReadOnlyList<InviteInfo>> GetInvitesAsync(AgentId agent, CancellationToken ct = default) =>
        ListAsync($"v1/agents/{agent}/invites", Json.PageInviteInfo, ct);

    /// <summary>Withdraws an invite that nobody accepted.</summary>
    public Task RevokeInviteAsync(AgentId agent, string id, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Delete, $"v1/agents/{agent}/invites/{Uri.EscapeDataString(id)}", ct);

    /// <summary>What an invite offers, without accepting it.</summary>
    public Task<InvitePreview> PreviewInviteAsync(AgentId agent, string code, CancellationToken ct = default) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/invites/preview", new InviteCode(code), Json.InviteCode,
            Json.InvitePreview, ct);

    /// <summary>The agent's connections, ended ones included, oldest first.</summary>
    public Task<IReadOnlyList<ConnectionInfo>> GetConnectionsAsync(AgentId agent, CancellationToken ct = default) =>
        ListAsync($"v1/agents/{agent}/connections", Json.PageConnectionInfo, ct);

    /// <summary>The connection with one peer.</summary>
    public Task<ConnectionInfo> GetConnectionAsync(AgentId agent, AgentId peer, CancellationToken ct = default) =>
        GetAsync($"v1/agents/{agent}/connections/{peer}", Json.ConnectionInfo, ct);

    /// <summary>Ends a connection; what was accepted is still delivered.</summary>
    public Task RemoveConnectionAsync(AgentId agent, AgentId peer, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Delete, $"v1/agents/{agent}/connections/{peer}", ct);

    /// <summary>Replaces the own side's contract; owners only.</summary>
    /// <param name="agent">The own agent.</param>
    /// <param name="peer">The other agent.</param>
    /// <param name="expectedVersion">The version that the change was made from.</param>
    /// <param name="terms">The whole new contract of the own side.</param>
    /// <param name="ct">Cancels the wait.</param>
    public Task<ConnectionInfo> ChangeTermsAsync(
        AgentId agent, AgentId peer, int expectedVersion, TermsInfo terms, CancellationToken ct = default) =>
        CallAsync(
            HttpMethod.Put, $"v1/agents/{agent}/connections/{peer}/terms",
            new TermsChange(expectedVersion, null, terms, terms.OwnerReads), Json.TermsChange, Json.ConnectionInfo, ct);

    /// <summary>The peer's certificates, device list and prekeys, as published. They are checked by whoever uses
    /// them.</summary>
    public Task<PeerKeys> GetPeerKeysAsync(AgentId agent, AgentId peer, CancellationToken ct = default) =>
        GetAsync($"v1/agents/{agent}/connections/{peer}/keys", Json.PeerKeys, ct);

    /// <summary>How a message of this device was settled.</summary>
    public Task<ReceiptInfo> GetReceiptAsync(
        AgentId agent, AgentId peer, long sequence, CancellationToken ct = default) =>
        GetAsync($"v1/agents/{agent}/connections/{peer}/receipts/{sequence}", Json.ReceiptInfo, ct);

    internal Task<ConnectionInfo> AcceptInviteAsync(
        AgentId agent, InviteAcceptRequest request, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/invites/accept", request, Json.InviteAcceptRequest,
            Json.ConnectionInfo, ct);
}
