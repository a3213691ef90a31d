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

    /// <summary>Decides a held message, once.</summary>
    /// <param name="approval">From <see cref="GetApprovalsAsync"/>.</param>
    /// <param name="verdict">What the owner decides.</param>
    /// <param name="note">For the sending agent with <see cref="Verdict.SendBack"/>; null otherwise.</param>
    /// <param name="ct">Cancels the wait, not the decision.</param>
    public Task DecideAsync(
        ApprovalInfo approval, Verdict verdict, string? note = null, CancellationToken ct = default)
    {
        var peer = approval.Side == approval.Sender ? approval.Recipient : approval.Sender;
        return CallAsync(
            HttpMethod.Post, $"v1/approvals/{approval.Side}/{peer}/{approval.Message}",
            new DecisionRequest(verdict, note), Json.DecisionRequest, ct);
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
