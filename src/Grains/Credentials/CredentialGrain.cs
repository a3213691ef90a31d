namespace ContextExchange.Grains.Credentials;

/// <summary>One issued secret. It holds an HMAC of it and answers alike for every reason not to accept one.</summary>
internal sealed class CredentialGrain(
    [PersistentState("credential")] IPersistentState<CredentialState> state, TimeProvider time)
    : Grain, ICredentialGrain
{
    private DateTimeOffset? _lastUsed;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _lastUsed = state.State.LastUsedAt;
        // Anyone may present any id: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public async Task<Refusal> Issue(Credential credential)
    {
        if (credential.SecretHash.Length != ServerSecrets.KeyLength) return Refusal.Malformed;
        if (credential.Subject.CredentialId != this.GetPrimaryKeyString()) return Refusal.Malformed;
        if (state.State.Credential is { } known)
            return known.SecretHash.Span.SequenceEqual(credential.SecretHash.Span) ? Refusal.None : Refusal.Conflict;
        await state.SaveAsync(new CredentialState { Credential = credential, IssuedAt = time.GetUtcNow() }, this);
        return Refusal.None;
    }

    public async ValueTask<CredentialSubject?> Check(ReadOnlyMemory<byte> secretHash)
    {
        var now = time.GetUtcNow();
        if (!CredentialRules.IsGood(state.State, secretHash.Span, _lastUsed, now)) return null;
        if (state.State.Credential is not { } credential) return null;
        _lastUsed = now;
        var isStale = state.State.LastUsedAt is not { } stored
            || now - stored >= CredentialRules.UseGranularity(credential);
        if (credential.SingleUse || isStale)
            await state.SaveAsync(state.State with { Spent = credential.SingleUse, LastUsedAt = now }, this);
        return credential.Subject;
    }

    public Task<CredentialView?> Get() => Task.FromResult(state.State.Credential is { } credential
        ? new CredentialView(
            credential.Subject, state.State.IssuedAt, credential.ExpiresAt, state.State.LastUsedAt,
            state.State.RevokedAt)
        : null);

    public async Task<Refusal> Revoke(DateTimeOffset at)
    {
        if (state.State.Credential is null) return Refusal.NotFound;
        if (state.State.RevokedAt <= at) return Refusal.None;
        await state.SaveAsync(state.State with { RevokedAt = at }, this);
        return Refusal.None;
    }
}
