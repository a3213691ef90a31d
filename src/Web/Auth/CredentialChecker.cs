namespace ContextExchange.Web.Auth;

/// <summary>
/// Finds out who a presented credential speaks for. It hashes first and asks the credential's grain whether or not
/// there is one, so that unknown, wrong, expired and revoked look alike and cost the same.
/// </summary>
internal sealed class CredentialChecker(Pepper pepper, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>
    /// Null for anything that is not in force. A single-use credential is spent by a check that succeeds: ask for it
    /// only where its kind is wanted.
    /// </summary>
    public async ValueTask<CredentialSubject?> CheckAsync(CredentialText credential)
    {
        var hash = pepper.HashOf(credential);
        var subject = await grains.GetGrain<ICredentialGrain>(credential.PublicId).Check(hash);
        return subject is not null && subject.Kind == credential.Kind && await IsParentInForceAsync(subject.Parent)
            ? subject
            : null;
    }

    /// <summary>
    /// Whether a session, once checked, is still in force: neither revoked nor expired, nor what it was obtained with.
    /// </summary>
    public ValueTask<bool> IsStillInForceAsync(CredentialSubject subject) => IsInForceAsync(subject.CredentialId);

    /// <summary>The same of a credential that is known by its public id alone.</summary>
    public async ValueTask<bool> IsInForceAsync(string id)
    {
        var now = clock.GetUtcNow();
        return await grains.GetGrain<ICredentialGrain>(id).Get() is { } view
            && !(view.RevokedAt <= now) && !(view.ExpiresAt <= now) && await IsParentInForceAsync(view.Subject.Parent);
    }

    /// <summary>A ticket hangs on its session, and that on its key: the chain is never longer.</summary>
    private ValueTask<bool> IsParentInForceAsync(string? parent) =>
        parent is null ? ValueTask.FromResult(true) : IsInForceAsync(parent);
}
