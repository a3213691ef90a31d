using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>
/// Turns a proof, a key or a code into a session. Whatever is wrong, an unknown caller learns only that it failed.
/// </summary>
internal sealed class SignIn(
    ConnectProofs proofs, CredentialChecker checker, CredentialIssuer credentials, Bootstrap bootstrap,
    IGrainFactory grains)
{
    private const string Administrator = "Administrator";

    public async Task<(Refusal Refusal, IssuedCredential? Session)> OwnerAsync(OwnerSignIn body)
    {
        var view = await grains.Owner(body.Owner).Get();
        if (!proofs.IsGenuine(body.Proof, body.Owner.Value, Guid.Empty, view?.IdentityKey ?? default)
            || await credentials.OwnerSessionAsync(body.Owner, body.Nonce) is not { } session)
            return (Refusal.Unauthenticated, null);
        await NoteAsync(body.Owner, session);
        return (Refusal.None, session);
    }

    public async Task<(Refusal Refusal, IssuedCredential? Session)> DeviceAsync(DeviceSignIn body)
    {
        var agent = grains.Agent(body.Agent);
        var key = await agent.GetDeviceKey(body.Device);
        // The grain has no key for a frozen agent's device either: freezing shuts this door too.
        return proofs.IsGenuine(body.Proof, body.Agent.Value, body.Device.Value, key)
            && await agent.Get() is { } view
            && await credentials.DeviceSessionAsync(view.Owner, view.Id, body.Device, body.Nonce) is { } session
            ? (Refusal.None, session)
            : (Refusal.Unauthenticated, null);
    }

    /// <param name="key">An authenticated API key; the session ends with it.</param>
    public async Task<(Refusal Refusal, IssuedCredential? Session)> KeyAsync(CredentialSubject key)
    {
        if (key.Agent is not { } agent || await grains.Agent(agent).Get() is not { } view)
            return (Refusal.Unauthenticated, null);
        return view.Frozen
            ? (Refusal.Frozen, null)
            : (Refusal.None, await credentials.AgentSessionAsync(view.Owner, agent, key.CredentialId));
    }

    /// <summary>
    /// A page code signs in the owner who asked for it; the bootstrap code makes an operator who only watches (no
    /// identity key, so no agents).
    /// </summary>
    public async Task<(Refusal Refusal, OwnerId Owner, IssuedCredential? Session)> PageAsync(string code)
    {
        if (!CredentialText.TryParse(code, out var credential))
            return (Refusal.Unauthenticated, default, null);
        if (credential.Kind == CredentialKind.PageCode && await checker.CheckAsync(credential) is { } subject)
            return (Refusal.None, subject.Owner, await OpenOwnerSessionAsync(subject.Owner));
        if (credential.Kind != CredentialKind.Bootstrap)
            return (Refusal.Unauthenticated, default, null);
        var owner = OwnerId.New();
        return await bootstrap.RedeemAsync(code, owner, new OwnerCreation(Administrator, null, default))
            ? (Refusal.None, owner, await OpenOwnerSessionAsync(owner))
            : (Refusal.Unauthenticated, default, null);
    }

    private async Task<IssuedCredential> OpenOwnerSessionAsync(OwnerId owner)
    {
        var session = await credentials.OwnerSessionAsync(owner);
        await NoteAsync(owner, session);
        return session;
    }

    private Task<Refusal> NoteAsync(OwnerId owner, IssuedCredential session) =>
        grains.Owner(owner).NoteSession(session.Text.PublicId, issued: true);
}
