namespace ContextExchange.Client;

/// <summary>Invites, connections, contracts and peers' keys.</summary>
public sealed partial class ExchangeApi
{
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

    /// <summary>Ends a connection and refuses invites between the two until it is unblocked; owners only.</summary>
    public Task BlockConnectionAsync(AgentId agent, AgentId peer, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/connections/{peer}/block", ct);

    /// <summary>Lifts this side's block; owners only. It takes a new invite to connect again.</summary>
    public Task UnblockConnectionAsync(AgentId agent, AgentId peer, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/connections/{peer}/unblock", ct);

    /// <summary>A page of the signed terms of both sides. They are checked by whoever uses them.</summary>
    /// <param name="agent">The own agent.</param>
    /// <param name="peer">The other agent.</param>
    /// <param name="ownFrom">The hash of the own record with which the page begins; null for the oldest.</param>
    /// <param name="theirsFrom">The same of the peer's side.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <returns>At most 128 of each side, oldest first, the named ones included.</returns>
    public Task<SignedTermsInfo> GetTermsAsync(
        AgentId agent, AgentId peer, byte[]? ownFrom = null, byte[]? theirsFrom = null,
        CancellationToken ct = default)
    {
        string?[] query = [Named("ownFrom", ownFrom), Named("theirsFrom", theirsFrom)];
        return GetAsync(
            $"v1/agents/{agent}/connections/{peer}/terms?{string.Join('&', query.OfType<string>())}",
            Json.SignedTermsInfo, ct);

        static string? Named(string name, byte[]? hash) =>
            hash is null ? null : $"{name}={System.Buffers.Text.Base64Url.EncodeToString(hash)}";
    }

    /// <summary>Resumes a connection that this side's owner froze or that was suspended; owners only.</summary>
    public Task UnfreezeConnectionAsync(AgentId agent, AgentId peer, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/connections/{peer}/unfreeze", ct);

    /// <summary>Stops a connection because something does not hold; both sides are told.</summary>
    /// <param name="agent">The own agent.</param>
    /// <param name="peer">The other agent.</param>
    /// <param name="reason">A stable code: 1 to 64 of a-z, 0-9 and -.</param>
    /// <param name="ct">Cancels the wait.</param>
    public Task SuspendAsync(AgentId agent, AgentId peer, string reason, CancellationToken ct = default) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/connections/{peer}/suspend", new SuspendRequest(reason),
            Json.SuspendRequest, ct);

    /// <summary>The conversation with a peer in the server's order, page by page.</summary>
    public Task<Page<EntryInfo>> GetMessagesAsync(
        AgentId agent, AgentId peer, string? after, CancellationToken ct = default) =>
        GetAsync(
            $"v1/agents/{agent}/connections/{peer}/messages?limit={Limits.MaxPage}"
            + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}"),
            Json.PageEntryInfo, ct);

    /// <summary>
    /// The peer's certificates, device list and prekeys, as published. They are checked by whoever uses them.
    /// </summary>
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

    internal Task<InviteIssued> CreateInviteAsync(AgentId agent, InviteUpload invite, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/invites", invite, Json.InviteUpload, Json.InviteIssued, ct);

    internal Task<ConnectionInfo> ChangeTermsAsync(
        AgentId agent, AgentId peer, TermsChange change, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Put, $"v1/agents/{agent}/connections/{peer}/terms", change, Json.TermsChange,
            Json.ConnectionInfo, ct);

    internal Task<PrekeyBatch> ClaimPrekeysAsync(AgentId agent, AgentId peer, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, $"v1/agents/{agent}/connections/{peer}/prekeys", Json.PrekeyBatch, ct);

    internal Task SendNackAsync(AgentId agent, AgentId peer, byte[] nack, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/connections/{peer}/nacks", new NackUpload(nack), Json.NackUpload, ct);

    /// <summary>
    /// This device's next message to the peer is the one after <paramref name="sequence"/>; only forward.
    /// </summary>
    internal Task MoveSequenceAsync(AgentId agent, AgentId peer, long sequence, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Put, $"v1/agents/{agent}/connections/{peer}/sequence", new SequenceUpload(sequence),
            Json.SequenceUpload, ct);

    internal Task AddRewrapsAsync(
        AgentId agent, AgentId peer, IReadOnlyList<byte[]> rewraps, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Post, $"v1/agents/{agent}/connections/{peer}/rewraps", new RewrapUpload(rewraps),
            Json.RewrapUpload, ct);

    internal Task<EpochAnswer> GetEpochAsync(
        AgentId agent, AgentId peer, ReadOnlySpan<byte> hash, CancellationToken ct) =>
        GetAsync(
            $"v1/agents/{agent}/connections/{peer}/epochs/{System.Buffers.Text.Base64Url.EncodeToString(hash)}",
            Json.EpochAnswer, ct);
}
