namespace ContextExchange.Grains.Credentials;

/// <summary>One issued secret. It holds an HMAC of it and answers alike for every reason not to accept one.</summary>
internal sealed class CredentialGrain(
    [PersistentState("credential")] IPersistentState<CredentialState> state, TimeProvider time)
    : Grain, ICredentialGrain
{
    /// <summary>The edge that says "now" may have a clock that is a little ahead.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private DateTimeOffset? _lastUsed;
    private IGrainTimer? _ending;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _lastUsed = state.State.LastUsedAt;
        // Anyone may present any id: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return state.State.RevokedAt is { } at && at > time.GetUtcNow() ? AnnounceAsync(at) : Task.CompletedTask;
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
        if (!(state.State.RevokedAt <= at)) await state.SaveAsync(state.State with { RevokedAt = at }, this);
        // Also when it was so before: whoever asks again was not told that it is known everywhere.
        await AnnounceAsync(at);
        return Refusal.None;
    }

    /// <summary>Ends the live streams on every silo, when it is time.</summary>
    private async Task AnnounceAsync(DateTimeOffset at)
    {
        var wait = at - time.GetUtcNow();
        if (wait > ClockTolerance)
        {
            _ending ??= this.RegisterGrainTimer(
                () => AnnounceAsync(state.State.RevokedAt ?? at), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _ending.Change(wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
            return;
        }

        await GrainFactory.AnnounceAsync(RevocationSubject.Credential(this.GetPrimaryKeyString()));
    }
}
