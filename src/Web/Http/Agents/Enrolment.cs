using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Words;

namespace ContextExchange.Web.Http;

/// <summary>
/// Takes in new agents and keys. Safe to repeat: what exists with the same identity is taken as made.
/// </summary>
internal sealed class Enrolment(CredentialIssuer credentials, IGrainFactory grains, AlertPost alerts)
{
    /// <summary>Creates the agent under its owner and issues its first API key.</summary>
    public async Task<(Refusal Refusal, IssuedCredential? Key)> AddAgentAsync(OwnerId id, AgentRegistration body)
    {
        if (!Text.IsName(body.DisplayName))
            return (Refusal.Malformed, null);
        var owner = grains.Owner(id);
        if (await owner.Get() is not { } view || !IsCertifiedBy(view.IdentityKey, body))
            return (Refusal.InvalidSignature, null);
        if (view.Agents.Count >= Limits.MaxAgentsPerOwner && !view.Agents.Contains(body.Agent))
            return (Refusal.LimitReached, null);
        var refusal = await grains.Agent(body.Agent).Create(new AgentCreation(id, body.DisplayName, body.Certificate));
        if (refusal == Refusal.None)
            refusal = await owner.AddAgent(body.Agent);
        return refusal == Refusal.None ? await AddKeyAsync(id, body.Agent) : (refusal, null);
    }

    /// <summary>Issues another API key.</summary>
    public async Task<(Refusal Refusal, IssuedCredential? Key)> AddKeyAsync(OwnerId owner, AgentId agent)
    {
        if ((await grains.Agent(agent).GetKeyIds()).Count >= Limits.MaxKeysPerAgent)
            return (Refusal.LimitReached, null);
        var key = await credentials.AgentKeyAsync(owner, agent);
        // Two requests at once may both have found room: the grain has the last word, and an unlisted key is never
        // handed out.
        var refusal = await grains.Agent(agent).NoteKey(key.Text.PublicId, issued: true);
        if (refusal != Refusal.None)
            return (refusal, null);
        alerts.Tell(agent, name => English.KeyAdded(name, key.Text.PublicId));
        return (Refusal.None, key);
    }

    private static bool IsCertifiedBy(ReadOnlyMemory<byte> ownerKey, AgentRegistration body) =>
        ownerKey.Length == Bytes32.Size
        && AgentCertificate.TryParse(body.Certificate, out var certificate, out _)
        && certificate.Agent == body.Agent.Value
        && new Bytes32(ownerKey.Span) is var owner
        && certificate.OikHash == owner.Sha256OfBytes()
        && certificate.VerifySignature(owner);
}
