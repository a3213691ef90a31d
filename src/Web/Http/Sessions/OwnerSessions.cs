using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>Lists and ends sessions, and with them their streams.</summary>
internal sealed class OwnerSessions(IGrainFactory grains, LiveSessions live, TimeProvider clock)
{
    /// <summary>
    /// The owner's sessions in force, in the order in which they began. Forgets those that have ended.
    /// </summary>
    public async Task<IReadOnlyList<SessionItem>> ListAsync(CredentialSubject caller)
    {
        var owner = grains.Owner(caller.Owner);
        var now = clock.GetUtcNow();
        List<SessionItem> items = [];
        foreach (var id in await owner.GetSessions())
        {
            if (await grains.Credential(id).Get() is { } view && !(view.ExpiresAt <= now) && !(view.RevokedAt <= now))
                items.Add(new(id, view.IssuedAt, view.ExpiresAt, view.LastUsedAt, id == caller.CredentialId));
            else
                await owner.NoteSession(id, issued: false);
        }

        return items;
    }

    /// <summary>Ends the caller's own session, or another one of the same owner.</summary>
    public async Task<Refusal> EndAsync(CredentialSubject caller, string id)
    {
        var owner = grains.Owner(caller.Owner);
        if (id != caller.CredentialId && !(await owner.GetSessions()).Contains(id))
            return Refusal.NotFound;
        var refusal = await grains.Credential(id).Revoke(clock.GetUtcNow());
        if (refusal != Refusal.None)
            return refusal;
        live.End(RevocationSubject.Credential(id));
        return caller.Kind == CredentialKind.OwnerSession ? await owner.NoteSession(id, issued: false) : Refusal.None;
    }
}
