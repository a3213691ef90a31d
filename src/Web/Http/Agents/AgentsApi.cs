using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Agents and their profile.</summary>
internal static class AgentsApi
{
    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/v1/agents").WithTags("Agents");
        agents.MapPost("", Register).For(Access.Owner).Audited("agent.create")
            .Describe("Register an agent.", "The answer holds its API key, which is never shown again.");
        agents.MapGet("", List).For(Access.Owner).Describe("The owner's agents, oldest first.");
        agents.MapGet("{agent}", Get).For(Access.AgentOrOwner).Describe("One agent.");
        agents.MapPatch("{agent}", Change).For(Access.Owner).Audited("agent.change")
            .Describe(
                "Rename, freeze or unfreeze an agent.", "Freezing closes its sockets and stops all its messages.");
        agents.MapDelete("{agent}", Delete).For(Access.Owner).NeedsRecentSignIn().ReachesDeleted()
            .Audited("agent.delete")
            .Describe(
                "Delete an agent for good.", "With its devices, keys and open invites; its connections are removed.");
    }

    private static async Task<Results<Created<AgentRegistered>, Refused>> Register(
        AgentRegistration body, HttpContext http, Enrolment enrolment)
    {
        http.NoteSubject(body.Agent.ToString());
        var (refusal, key) = await enrolment.AddAgentAsync(http.Caller.Owner, body);
        return key is null
            ? new Refused(refusal)
            : TypedResults.Created($"/v1/agents/{body.Agent}", new AgentRegistered(body.Agent, key.Text.Reveal()));
    }

    private static async Task<Results<Ok<Page<AgentAnswer>>, Refused>> List(
        [AsParameters] PageQuery query, HttpContext http, IGrainFactory grains)
    {
        if (!query.IsWellFormed || await grains.Owner(http.Caller.Owner).Get() is not { } owner)
            return new Refused(Refusal.Malformed);
        var ids = Page<AgentId>.Of(owner.Agents, id => id.ToString(), query.After, query.Limit);
        var views = await Task.WhenAll(ids.Items.Select(id => grains.Agent(id).Get()));
        var items = views.OfType<AgentView>().Where(view => view.Owner == owner.Id).Select(AgentAnswer.Of);
        return TypedResults.Ok(new Page<AgentAnswer>([.. items], ids.Next));
    }

    private static async Task<Results<Ok<AgentAnswer>, Refused>> Get(AgentId agent, IGrainFactory grains) =>
        Answers.Found(await grains.Agent(agent).Get() is { } view ? AgentAnswer.Of(view) : null);

    private static async Task<Results<NoContent, Refused>> Delete(
        AgentId agent, HttpContext http, AgentRemoval removal)
    {
        http.NoteSubject(agent.ToString());
        return Answers.Done(await removal.DeleteAsync(http.Caller.Owner, agent));
    }

    private static async Task<Results<Ok<AgentAnswer>, Refused>> Change(
        AgentId agent, AgentChange body, IGrainFactory grains)
    {
        var grain = grains.Agent(agent);
        if (body.DisplayName is not null && !Text.IsName(body.DisplayName))
            return new Refused(Refusal.Malformed);
        var refusal = body.DisplayName is null ? Refusal.None : await grain.Rename(body.DisplayName);
        if (refusal == Refusal.None && body.Frozen is { } frozen)
            refusal = await grain.Freeze(frozen);
        return refusal == Refusal.None ? await Get(agent, grains) : new Refused(refusal);
    }
}
