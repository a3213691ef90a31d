namespace ContextExchange.Client;

/// <summary>Owners, sessions, approvals and the audit chain.</summary>
public sealed partial class ExchangeApi
{
    private static ExchangeJson Json => ExchangeJson.Default;

    /// <summary>A nonce for one proof.</summary>
    public Task<Challenge> GetChallengeAsync(CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, "v1/challenges", Json.Challenge, ct);

    /// <summary>The signed-in owner.</summary>
    public Task<OwnerInfo> GetOwnerAsync(CancellationToken ct = default) =>
        GetAsync("v1/owners/me", Json.OwnerInfo, ct);

    /// <summary>A code that signs the owner in to the web page once, within 5 minutes.</summary>
    public Task<PageCode> CreatePageCodeAsync(CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, "v1/sessions/page-code", Json.PageCode, ct);

    /// <summary>Stops or resumes every agent of the owner.</summary>
    public Task FreezeAllAsync(bool frozen, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, "v1/owners/me/freeze", new FreezeRequest(frozen), Json.FreezeRequest, ct);

    /// <summary>What waits for the owner's decision over all agents, oldest first.</summary>
    public Task<IReadOnlyList<ApprovalInfo>> GetApprovalsAsync(CancellationToken ct = default) =>
        ListAsync("v1/approvals", Json.PageApprovalInfo, ct);

    /// <summary>The owner's viewers that are in force or ended within 8 days, oldest first.</summary>
    public Task<IReadOnlyList<ViewerInfo>> GetViewersAsync(CancellationToken ct = default) =>
        ListAsync("v1/owners/me/viewers", Json.PageViewerInfo, ct);

    internal Task PublishViewerAsync(byte[] certificate, CancellationToken ct) =>
        CallAsync(HttpMethod.Put, "v1/owners/me/viewer", new ViewerInfo(certificate), Json.ViewerInfo, ct);

    internal Task DecideAsync(ApprovalInfo held, DecisionRequest decision, CancellationToken ct)
    {
        var peer = held.Side == held.Sender ? held.Recipient : held.Sender;
        return CallAsync(
            HttpMethod.Post, $"v1/approvals/{held.Side}/{peer}/{held.Message}", decision, Json.DecisionRequest, ct);
    }

    /// <summary>The audit chain after a position; operators only.</summary>
    public Task<Page<AuditEntry>> GetAuditAsync(string? after, CancellationToken ct = default) =>
        GetAsync(
            $"v1/audit?limit={Limits.MaxPage}" + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}"),
            Json.PageAuditEntry, ct);

    /// <summary>Ends the session whose credential this is.</summary>
    public Task EndSessionAsync(CancellationToken ct = default) =>
        CallAsync(HttpMethod.Delete, "v1/sessions/current", ct);

    internal Task<OwnerRegistered> RegisterOwnerAsync(OwnerRegistration registration, CancellationToken ct) =>
        CallAsync(
            HttpMethod.Post, "v1/owners", registration, Json.OwnerRegistration, Json.OwnerRegistered, ct);

    internal Task<SessionGrant> SignInOwnerAsync(OwnerSignIn proof, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, "v1/sessions/owner", proof, Json.OwnerSignIn, Json.SessionGrant, ct);

    internal Task<SessionGrant> SignInDeviceAsync(DeviceSignIn proof, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, "v1/sessions/device", proof, Json.DeviceSignIn, Json.SessionGrant, ct);
}
