using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>An agent's connections: contracts, life and the kill switch.</summary>
internal static class ConnectionsApi
{
    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        var connections = routes.MapGroup("/v1/agents/{agent}/connections").WithTags("Connections");
        connections.MapGet("", List).For(Access.AgentOrOwner).Describe("The agent's connections, oldest first.");
        connections.MapGet("{peer}", Get).For(Access.AgentOrOwner).Describe("One connection.");
        connections.MapDelete("{peer}", Remove).For(Access.AgentOrOwner).Audited("connection.remove")
            .Describe("End a connection.", "What was accepted is still delivered; both can connect again.");
        connections.MapPost("{peer}/block", Block).For(Access.Owner).Audited("connection.block")
            .Describe("End a connection and refuse invites between the two.");
        connections.MapPost("{peer}/unblock", Unblock).For(Access.Owner).Audited("connection.unblock")
            .Describe("Lift this side's block.");
        connections.MapPost("{peer}/freeze", Freeze).For(Access.Owner).Audited("connection.freeze")
            .Describe("Stop all messages of a connection without ending it.");
        connections.MapPost("{peer}/unfreeze", Unfreeze).For(Access.Owner).Audited("connection.unfreeze")
            .Describe("Let messages flow again.");
        connections.MapPost("{peer}/suspend", Suspend).For(Access.AgentOrOwner).Audited("connection.suspend")
            .Describe(
                "Stop all messages of a connection because something does not hold.",
                "Until this side's owner unfreezes it. Both agents and both owners are told why.");
        connections.MapGet("{peer}/terms", Terms).For(Access.AgentOrOwner)
            .Describe(
                "Both sides' signed terms, oldest first, at most 128 of each.",
                "From the records with the hashes ownFrom and theirsFrom on; from the oldest where none is named.");
        connections.MapPut("{peer}/terms", ChangeTerms).For(Access.AgentOrOwner).Audited("connection.terms")
            .Describe(
                "Change one side's contract by what its owner has signed.",
                "In force when the answer comes; pending approvals are cancelled. Either side may bring the record, so "
                + "that a server that was restored from a backup gets what was signed after it.");
        connections.MapPut("{peer}/policy", ChangePolicy).For(Access.Owner).Audited("connection.policy")
            .Describe("Change expiry, idle time and retention for both sides.");
    }

    private static async Task<Results<Ok<Page<ConnectionAnswer>>, Refused>> List(
        AgentId agent, [AsParameters] PageQuery query, IGrainFactory grains)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        var peers =
            Page<AgentId>.Of(await grains.Agent(agent).GetPeers(), id => id.ToString(), query.After, query.Limit);
        var views = await Task.WhenAll(peers.Items.Select(peer => grains.Connection(agent, peer).Get(agent)));
        return TypedResults.Ok(
            new Page<ConnectionAnswer>([.. views.OfType<ConnectionView>().Select(ConnectionAnswer.Of)], peers.Next));
    }

    private static async Task<Results<Ok<ConnectionAnswer>, Refused>> Get(
        AgentId agent, AgentId peer, IGrainFactory grains) =>
        Answers.Found(agent != peer && await grains.Connection(agent, peer).Get(agent) is { } view
            ? ConnectionAnswer.Of(view) : null);

    private static Task<Results<NoContent, Refused>> Remove(AgentId agent, AgentId peer, IGrainFactory grains) =>
        DoAsync(agent, peer, grains, connection => connection.Remove(agent));

    private static Task<Results<NoContent, Refused>> Block(AgentId agent, AgentId peer, IGrainFactory grains) =>
        DoAsync(agent, peer, grains, connection => connection.Block(agent));

    private static Task<Results<NoContent, Refused>> Unblock(AgentId agent, AgentId peer, IGrainFactory grains) =>
        DoAsync(agent, peer, grains, connection => connection.Unblock(agent));

    private static Task<Results<NoContent, Refused>> Freeze(AgentId agent, AgentId peer, IGrainFactory grains) =>
        DoAsync(agent, peer, grains, connection => connection.Freeze(agent, true));

    private static Task<Results<NoContent, Refused>> Unfreeze(AgentId agent, AgentId peer, IGrainFactory grains) =>
        DoAsync(agent, peer, grains, connection => connection.Freeze(agent, false));

    private static Task<Results<NoContent, Refused>> Suspend(
        AgentId agent, AgentId peer, SuspendBody body, IGrainFactory grains) =>
        DoAsync(agent, peer, grains, connection => connection.Suspend(agent, body.Reason));

    private static async Task<Results<Ok<TermsRecordsAnswer>, Refused>> Terms(
        AgentId agent, AgentId peer, [AsParameters] TermsQuery from, IGrainFactory grains)
    {
        if (from.Hashes is not var (own, theirs)) return new Refused(Refusal.Malformed);
        return Answers.Found(agent != peer && await grains.Connection(agent, peer).GetTerms(agent, own, theirs)
            is { } terms ? new TermsRecordsAnswer(terms.Own, terms.Theirs) : null);
    }

    private static async Task<Results<Ok<ConnectionAnswer>, Refused>> ChangeTerms(
        AgentId agent, AgentId peer, TermsChange body, IGrainFactory grains)
    {
        if (agent == peer || body.Terms.ToTerms() is not { } terms)
            return new Refused(agent == peer ? Refusal.NotFound : Refusal.Malformed);

        var signed = new SignedTerms(terms, body.SignedTerms);
        var refusal = await grains.Connection(agent, peer).ChangeTerms(body.Side ?? agent, signed);
        return refusal == Refusal.None ? await Get(agent, peer, grains) : new Refused(refusal);
    }

    private static async Task<Results<Ok<ConnectionAnswer>, Refused>> ChangePolicy(
        AgentId agent, AgentId peer, PolicyBody body, IGrainFactory grains)
    {
        if (agent == peer || body.ToPolicy() is not { } policy)
            return new Refused(agent == peer ? Refusal.NotFound : Refusal.Malformed);
        var refusal = await grains.Connection(agent, peer).ChangePolicy(agent, policy);
        return refusal == Refusal.None ? await Get(agent, peer, grains) : new Refused(refusal);
    }

    private static async Task<Results<NoContent, Refused>> DoAsync(
        AgentId agent, AgentId peer, IGrainFactory grains, Func<IConnectionGrain, Task<Refusal>> act) =>
        agent == peer ? new Refused(Refusal.NotFound) : Answers.Done(await act(grains.Connection(agent, peer)));
}
