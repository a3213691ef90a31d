namespace ContextExchange.Web.Auth;

/// <summary>Makes credentials. The text leaves here once, for whom it belongs to; only its hash is stored.</summary>
internal sealed class CredentialIssuer(Pepper pepper, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How long a page code can be typed in.</summary>
    public static readonly TimeSpan PageCodeLifetime = TimeSpan.FromMinutes(5);

    public Task<IssuedCredential> OwnerSessionAsync(OwnerId owner) => IssueAsync(
        CredentialKind.OwnerSession, owner, null, null, Limits.OwnerSessionLifetime, Limits.OwnerSessionIdle);

    /// <summary>An account's session, for the page's cookie.</summary>
    public Task<IssuedCredential> AccountSessionAsync(AccountSignIn signIn) => IssueAsync(
        CredentialKind.AccountSession, default, null, null, Limits.OwnerSessionLifetime, Limits.OwnerSessionIdle,
        signIn: signIn);

    /// <summary>
    /// A session of an agent's device, or with <paramref name="device"/> null of whoever holds its key.
    /// </summary>
    public Task<IssuedCredential> AgentSessionAsync(OwnerId owner, AgentId agent, DeviceId? device, string? parent) =>
        IssueAsync(CredentialKind.AgentSession, owner, agent, device, Limits.AgentSessionLifetime, parent: parent);

    public Task<IssuedCredential> AgentKeyAsync(OwnerId owner, AgentId agent) =>
        IssueAsync(CredentialKind.AgentKey, owner, agent, null, null);

    public Task<IssuedCredential> TicketAsync(CredentialSubject session) => IssueAsync(
        CredentialKind.Ticket, session.Owner, session.Agent, session.Device, Limits.TicketLifetime, singleUse: true,
        parent: session.CredentialId);

    public Task<IssuedCredential> PageCodeAsync(CredentialSubject session) => IssueAsync(
        CredentialKind.PageCode, session.Owner, null, null, PageCodeLifetime, singleUse: true,
        parent: session.CredentialId);

    /// <summary>The code that makes whoever shows it an operator; it speaks for nobody yet.</summary>
    public Task<IssuedCredential> BootstrapAsync() =>
        IssueAsync(CredentialKind.Bootstrap, default, null, null, null, singleUse: true);

    private async Task<IssuedCredential> IssueAsync(
        CredentialKind kind, OwnerId owner, AgentId? agent, DeviceId? device, TimeSpan? lifetime,
        TimeSpan? idleAfter = null, bool singleUse = false, string? parent = null, AccountSignIn? signIn = null)
    {
        var text = CredentialText.Create(kind);
        DateTimeOffset? expiresAt = lifetime is null ? null : clock.GetUtcNow() + lifetime;
        var subject = new CredentialSubject(kind, owner, agent, device, text.PublicId, parent, signIn);
        var refusal = await grains.GetGrain<ICredentialGrain>(text.PublicId).Issue(
            new Credential(kind, pepper.HashOf(text), pepper.Id, subject, expiresAt, idleAfter, singleUse));
        // 71 random bits: a clash is a broken source of randomness, not bad luck.
        return refusal == Refusal.None
            ? new IssuedCredential(text, expiresAt)
            : throw new InvalidOperationException($"A new credential was refused: {refusal}.");
    }
}
