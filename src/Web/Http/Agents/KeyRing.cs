using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>Issues, lists, rotates and revokes an agent's API keys.</summary>
internal sealed class KeyRing(Enrolment enrolment, LiveSessions live, IGrainFactory grains, TimeProvider clock)
{
    public const int MaxOverlapSeconds = 604_800;

    public Task<(Refusal Refusal, IssuedCredential? Key)> IssueAsync(OwnerId owner, AgentId agent) =>
        enrolment.AddKeyAsync(owner, agent);

    /// <summary>The keys that are in force or in their overlap. Forgets those whose overlap has ended.</summary>
    public async Task<IReadOnlyList<KeyItem>> ListAsync(AgentId agent)
    {
        var grain = grains.Agent(agent);
        var now = clock.GetUtcNow();
        List<KeyItem> items = [];
        foreach (var id in await grain.GetKeyIds())
        {
            if (await grains.Credential(id).Get() is { } view && !(view.RevokedAt <= now))
                items.Add(KeyItem.Of(view));
            else
                await grain.NoteKey(id, issued: false);
        }

        return items;
    }

    /// <summary>
    /// With an overlap the new key comes first; without one the old key ends first, and frees its place.
    /// </summary>
    public async Task<(Refusal Refusal, IssuedCredential? Key)> RotateAsync(
        OwnerId owner, AgentId agent, string id, TimeSpan overlap)
    {
        if (!(await grains.Agent(agent).GetKeyIds()).Contains(id))
            return (Refusal.NotFound, null);
        if (overlap == TimeSpan.Zero && await RevokeAsync(agent, id) is var ended and not Refusal.None)
            return (ended, null);
        var (refusal, key) = await IssueAsync(owner, agent);
        if (key is not null && overlap > TimeSpan.Zero)
            refusal = await grains.Credential(id).Revoke(clock.GetUtcNow() + overlap);
        return refusal == Refusal.None ? (Refusal.None, key) : (refusal, null);
    }

    /// <summary>
    /// Ends the key, with it every session that it opened, and the agent's sockets: those of proven devices come back
    /// at once with a new proof.
    /// </summary>
    public async Task<Refusal> RevokeAsync(AgentId agent, string id)
    {
        var grain = grains.Agent(agent);
        if (!(await grain.GetKeyIds()).Contains(id))
            return Refusal.NotFound;
        var refusal = await grains.Credential(id).Revoke(clock.GetUtcNow());
        if (refusal != Refusal.None)
            return refusal;
        live.End(RevocationSubject.Credential(id));
        await grain.CloseSessions(null, CloseCode.SessionExpired);
        return await grain.NoteKey(id, issued: false);
    }
}
