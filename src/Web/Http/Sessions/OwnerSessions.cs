using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>Lists and ends sessions, and with them their streams.</summary>
internal sealed class OwnerSessions(IGrainFactory grains, LiveSessions live, TimeProvider clock)
{
    /// <summary>
    /// The sessions of the caller's account and of its owner that are in force, each in the order in which they began.
    /// Forgets those that have ended.
    /// </summary>
    public async Task<IReadOnlyList<SessionItem>> ListAsync(CredentialSubject caller)
    {
        List<SessionItem> items = [];
        foreach (var keeper in KeepersOf(caller))
            foreach (var id in await keeper.ListAsync())
            {
                if (await ReadAsync(id, caller) is { } item)
                    items.Add(item);
                else
                    await keeper.ForgetAsync(id);
            }

        return items;
    }

    /// <summary>Ends the caller's own session, or another one of the same account or owner.</summary>
    public async Task<Refusal> EndAsync(CredentialSubject caller, string id)
    {
        Keeper? holder = null;
        foreach (var keeper in KeepersOf(caller))
            if (holder is null && (await keeper.ListAsync()).Contains(id))
                holder = keeper;
        if (id != caller.CredentialId && holder is null)
            return Refusal.NotFound;
        var refusal = await grains.Credential(id).Revoke(clock.GetUtcNow());
        if (refusal != Refusal.None)
            return refusal;
        live.End(RevocationSubject.Credential(id));
        return holder is null ? Refusal.None : await holder.ForgetAsync(id);
    }

    /// <summary>Ends every session of an account, and of its owner.</summary>
    public async Task<Refusal> EndAllAsync(AccountView account)
    {
        var worst = Refusal.None;
        foreach (var keeper in KeepersOf(account.Id, account.Owner))
            foreach (var id in await keeper.ListAsync())
            {
                var refusal = await grains.Credential(id).Revoke(clock.GetUtcNow());
                live.End(RevocationSubject.Credential(id));
                if (refusal is Refusal.None or Refusal.NotFound)
                    await keeper.ForgetAsync(id);
                else
                    worst = refusal;
            }

        return worst;
    }

    private async Task<SessionItem?> ReadAsync(string id, CredentialSubject caller)
    {
        var now = clock.GetUtcNow();
        return await grains.Credential(id).Get() is { ExpiresAt: { } end } view && end > now && !(view.RevokedAt <= now)
            ? new SessionItem(
                id, view.IssuedAt, end, view.LastUsedAt, id == caller.CredentialId,
                view.Subject.SignIn?.Device, view.Subject.SignIn?.Assurance)
            : null;
    }

    /// <summary>Who keeps lists of the caller's sessions.</summary>
    private IEnumerable<Keeper> KeepersOf(CredentialSubject caller) => KeepersOf(
        caller.SignIn?.Account, caller.Kind == CredentialKind.OwnerSession ? caller.Owner : null);

    private IEnumerable<Keeper> KeepersOf(AccountId? ofAccount, OwnerId? ofOwner)
    {
        if (ofAccount is { } accountId)
        {
            var account = grains.Account(accountId);
            yield return new Keeper(account.GetSessions, id => account.NoteSession(id, issued: false));
        }

        if (ofOwner is { } ownerId)
        {
            var owner = grains.Owner(ownerId);
            yield return new Keeper(owner.GetSessions, id => owner.NoteSession(id, issued: false));
        }
    }

    private sealed record Keeper(Func<Task<IReadOnlyList<string>>> ListAsync, Func<string, Task<Refusal>> ForgetAsync);
}
