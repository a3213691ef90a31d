using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Connections;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Invites;

/// <summary>
/// One invite. It is spent before the connection is told, so that no second acceptance can slip in between; if the
/// outcome is lost, the due table has it asked again.
/// </summary>
internal sealed class InviteGrain(
    [PersistentState("invite")] IPersistentState<InviteState> state, TimeProvider time) : Grain, IInviteGrain
{
    private InviteState State => state.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Anyone may name any invite: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public async Task<Refusal> Create(InviteCreation creation)
    {
        var now = time.GetUtcNow();
        var refusal = InviteRules.CheckCreation(creation, now);
        if (refusal != Refusal.None) return refusal;
        if (State.Creation is { } known)
            return known.SecretHash.Span.SequenceEqual(creation.SecretHash.Span) ? Refusal.None : Refusal.Conflict;
        if (await IdentityOfAsync(creation.Inviter) is not { } inviter) return Refusal.NotFound;
        refusal = TermsRules.CheckOffer(creation.Terms, inviter, now);
        if (refusal != Refusal.None) return refusal;
        await state.SaveAsync(new InviteState { Creation = creation, CreatedAt = now }, this);
        return Refusal.None;
    }

    public Task<InviteView?> Get() => ViewAsync();

    public async Task<InviteView?> Preview(ReadOnlyMemory<byte> secretHash)
    {
        var knows = InviteRules.KnowsSecret(State, secretHash.Span);
        var isOpen = InviteRules.StandingAt(State, time.GetUtcNow()) == InviteStanding.Open;
        return knows && isOpen ? await ViewAsync() : null;
    }

    public async Task<Refusal> Accept(InviteAcceptance acceptance)
    {
        var refusal = InviteRules.CheckAcceptance(State, acceptance, time.GetUtcNow());
        if (refusal == Refusal.Used && IsRepeat(acceptance))
            return State.Connected ? Refusal.None : await ConnectAsync();
        if (refusal != Refusal.None) return refusal;
        await state.SaveAsync(
            State with { Standing = InviteStanding.Accepted, Acceptance = acceptance, Connected = false }, this);
        return await ConnectAsync();
    }

    public async Task<Refusal> Revoke(AgentId inviter)
    {
        if (State.Creation?.Inviter != inviter) return Refusal.NotFound;
        if (State.Standing == InviteStanding.Accepted) return Refusal.Used;
        if (State.Standing == InviteStanding.Open)
            await state.SaveAsync(State with { Standing = InviteStanding.Revoked }, this);
        return Refusal.None;
    }

    public async Task CarryOutDue()
    {
        if (State.Standing == InviteStanding.Accepted && !State.Connected) await ConnectAsync();
        if (State.Standing == InviteStanding.Open
            && InviteRules.StandingAt(State, time.GetUtcNow()) == InviteStanding.Expired)
            await state.SaveAsync(State with { Standing = InviteStanding.Expired }, this);
    }

    /// <summary>A refusal of the connection gives the invite back, for whoever may still use it.</summary>
    private async Task<Refusal> ConnectAsync()
    {
        if (State is not { Creation: { } creation, Acceptance: { } acceptance }) return Refusal.NotFound;
        var connection = GrainFactory.GetGrain<IConnectionGrain>(
            ConnectionKey.Between(creation.Inviter, acceptance.Acceptor));
        var refusal = await connection.Establish(new Establishment(
            creation.Inviter, creation.Terms, acceptance.Acceptor, acceptance.Terms, creation.Policy,
            acceptance.Acceptance));
        await state.SaveAsync(
            refusal == Refusal.None
                ? State with { Connected = true }
                : State with { Standing = InviteStanding.Open, Acceptance = null },
            this);
        return refusal;
    }

    private bool IsRepeat(InviteAcceptance acceptance) =>
        State.Acceptance is { } known
        && known.Acceptor == acceptance.Acceptor
        && known.Acceptance.Span.SequenceEqual(acceptance.Acceptance.Span);

    private async Task<AgentIdentity?> IdentityOfAsync(AgentId agent) =>
        await GrainFactory.GetGrain<IAgentGrain>(agent.ToString()).GetKeys() is { } keys
        && AgentCertificate.TryParse(keys.Certificate, out var certificate, out _)
            ? new AgentIdentity(certificate.Agent, certificate.Aik, new Bytes32(keys.OwnerKey.Span))
            : null;

    private async Task<InviteView?> ViewAsync()
    {
        if (State.Creation is not { } creation) return null;
        var inviter = GrainFactory.GetGrain<IAgentGrain>(creation.Inviter.ToString());
        if (await inviter.Get() is not { } agent || await inviter.GetKeys() is not { } keys) return null;
        return new InviteView(
            this.GetPrimaryKeyString(), creation.Inviter, agent.DisplayName,
            InviteRules.StandingAt(State, time.GetUtcNow()), creation.Terms, creation.Policy, State.CreatedAt,
            creation.ExpiresAt, State.Acceptance?.Acceptor, keys.Certificate, keys.OwnerKey);
    }
}
