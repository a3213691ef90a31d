using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>
/// Deletes an agent with all that hangs on it. It is frozen first, so that nothing new begins meanwhile, and leaves its
/// owner's list last: whatever was interrupted, the same call once more finishes it.
/// </summary>
internal sealed class AgentRemoval(KeyRing keys, LiveSessions live, IGrainFactory grains)
{
    public async Task<Refusal> DeleteAsync(OwnerId owner, AgentId agent)
    {
        var grain = grains.Agent(agent);
        if (await grain.Get() is not null)
        {
            var refusal = await grain.Freeze(true);
            if (refusal == Refusal.None)
                refusal = await EndConnectionsAsync(agent);
            if (refusal == Refusal.None)
                refusal = await RevokeInvitesAsync(owner, agent);
            if (refusal == Refusal.None)
                refusal = await RevokeKeysAsync(agent);
            if (refusal != Refusal.None)
                return refusal;
        }

        var deleted = await grain.Delete();
        if (deleted != Refusal.None)
            return deleted;
        live.End(RevocationSubject.Agent(agent));
        return await grains.Owner(owner).ForgetAgent(agent);
    }

    private async Task<Refusal> EndConnectionsAsync(AgentId agent)
    {
        foreach (var peer in await grains.Agent(agent).GetPeers())
            if (await grains.Connection(agent, peer).Remove(agent) is var refusal
                and not (Refusal.None or Refusal.NotFound))
                return refusal;
        return Refusal.None;
    }

    private async Task<Refusal> RevokeInvitesAsync(OwnerId owner, AgentId agent)
    {
        foreach (var id in await grains.Owner(owner).GetInvites())
            if (await grains.Invite(id).Revoke(agent) is var refusal
                and not (Refusal.None or Refusal.NotFound or Refusal.Used))
                return refusal;
        return Refusal.None;
    }

    private async Task<Refusal> RevokeKeysAsync(AgentId agent)
    {
        foreach (var id in await grains.Agent(agent).GetKeyIds())
            if (await keys.RevokeAsync(agent, id) is var refusal and not (Refusal.None or Refusal.NotFound))
                return refusal;
        return Refusal.None;
    }
}
