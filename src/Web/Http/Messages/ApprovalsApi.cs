using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Messages that wait for an owner. Only owners decide, never agents.</summary>
internal static class ApprovalsApi
{
    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        var approvals = routes.MapGroup("/v1/approvals").WithTags("Approvals");
        approvals.MapGet("", List).For(Access.Owner)
            .Describe("What waits for this owner over all agents, oldest first.");
        approvals.MapPost("{agent}/{peer}/{message}", Decide).For(Access.Owner).Audited("hold.decide")
            .Describe("Decide a held message, exactly once.",
                "agent is the side whose owner is asked, peer the other agent. An approval is signed and goes only "
                + "with approve, a sealed note only with send-back.");
    }

    private static async Task<Results<Ok<Page<ApprovalItem>>, Refused>> List(
        [AsParameters] PageQuery query, HttpContext http, IGrainFactory grains)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        var holds = await grains.Owner(http.Caller.Owner).GetApprovals();
        return TypedResults.Ok(Page<ApprovalItem>.Of(
            holds.Select(ApprovalItem.Of), item => $"{item.Message}{item.Side}", query.After, query.Limit));
    }

    private static async Task<Results<NoContent, Refused>> Decide(
        AgentId agent, AgentId peer, EnvelopeId message, DecisionBody body, HttpContext http, IGrainFactory grains)
    {
        if (agent == peer)
            return new Refused(Refusal.NotFound);
        var decision = new Decision(
            body.Verdict, http.Caller.Owner, body.Approval ?? default, body.Note ?? default);
        return Answers.Done(await grains.Connection(agent, peer).Decide(agent, message, decision));
    }
}
