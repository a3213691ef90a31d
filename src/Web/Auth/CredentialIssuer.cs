namespace ContextExchange.Web.Auth;

/// <summary>Makes credentials. The text leaves here once, for whom it belongs to; only its hash is stored.</summary>
internal sealed class CredentialIssuer(Pepper pepper, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How long a page code can be typed in.</summary>
    public static readonly TimeSpan PageCodeLifetime = TimeSpan.FromMinutes(5);

    public Task<IssuedCredential> OwnerSessionAsync(OwnerId owner) => IssueAsync(
        CredentialKind.OwnerSession, owner, null, null, Limits.OwnerSessionLifetime, Limits.OwnerSessionIdle);

    /// <summary>The one session of an owner that a nonce can open; null when the nonce was used before.</summary>
    public Task<IssuedCredential?> OwnerSessionAsync(OwnerId owner, ReadOnlyMemory<byte> nonce) => TryIssueAsync(
        Once(CredentialKind.OwnerSession, nonce), owner, null, null, Limits.OwnerSessionLifetime,
        Limits.OwnerSessionIdle);

    /// <summary>
    /// Uses a nonce up for an owner's proof that opens no session; false when it was used before.
    /// </summary>
    public async Task<bool> SpendAsync(OwnerId owner, ReadOnlyMemory<byte> nonce) =>
        await OwnerSessionAsync(owner, nonce) is { } session
        && await grains.GetGrain<ICredentialGrain>(session.Text.PublicId).Revoke(clock.GetUtcNow()) == Refusal.None;

    /// <summary>The one session of a device that a nonce can open; null when the nonce was used before.</summary>
    public Task<IssuedCredential?> DeviceSessionAsync(
        OwnerId owner, AgentId agent, DeviceId device, ReadOnlyMemory<byte> nonce) => TryIssueAsync(
        Once(CredentialKind.AgentSession, nonce), owner, agent, device, Limits.AgentSessionLifetime);

    /// <summary>A session of an agent, for whoever holds its key.</summary>
    public Task<IssuedCredential> AgentSessionAsync(OwnerId owner, AgentId agent, string key) =>
        IssueAsync(CredentialKind.AgentSession, owner, agent, null, Limits.AgentSessionLifetime, parent: key);

    /// <summary>An account's session, for the page's cookie.</summary>
    public Task<IssuedCredential> AccountSessionAsync(AccountSignIn signIn) => IssueAsync(
        CredentialKind.AccountSession, default, null, null, Limits.OwnerSessionLifetime, Limits.OwnerSessionIdle,
        signIn: signIn);

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
        TimeSpan? idleAfter = null, bool singleUse = false, string? parent = null,
        AccountSignIn? signIn = null) =>
        // 71 random bits: a clash is a broken source of randomness, not bad luck.
        await TryIssueAsync(
            CredentialText.Create(kind), owner, agent, device, lifetime, idleAfter, singleUse, parent, signIn)
        ?? throw new InvalidOperationException("The public id of a new credential was used before.");

    private CredentialText Once(CredentialKind kind, ReadOnlyMemory<byte> nonce) =>
        CredentialText.Create(kind, pepper.SourceOfSession(nonce.Span));

    private async Task<IssuedCredential?> TryIssueAsync(
        CredentialText text, OwnerId owner, AgentId? agent, DeviceId? device, TimeSpan? lifetime,
        TimeSpan? idleAfter = null, bool singleUse = false, string? parent = null, AccountSignIn? signIn = null)
    {
        var kind = text.Kind;
        DateTimeOffset? expiresAt = lifetime is null ? null : clock.GetUtcNow() + lifetime;
        var subject = new CredentialSubject(kind, owner, agent, device, text.PublicId, parent, signIn);
        var refusal = await grains.GetGrain<ICredentialGrain>(text.PublicId).Issue(
            new Credential(kind, pepper.HashOf(text), pepper.Id, subject, expiresAt, idleAfter, singleUse));
        return refusal switch
        {
            Refusal.None => new IssuedCredential(text, expiresAt),
            Refusal.Conflict => null,
            _ => throw new InvalidOperationException($"A new credential was refused: {refusal}."),
        };
    }
}
