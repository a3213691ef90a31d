using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>An agent's API keys.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/agents/{agent}/keys").WithTags("Agents");
        keys.MapPost("", Issue).For(Access.Owner).Audited("key.create")
            .Describe("Issue another API key.", "The key is never shown again.");
        keys.MapGet("", List).For(Access.Owner).Describe("The agent's API keys, oldest first, without their secrets.");
        keys.MapPost("{id}/rotate", Rotate).For(Access.Owner).Audited("key.rotate")
            .Describe("Issue a key in the place of another.", "The old one goes on for the overlap, at most 7 days.");
        keys.MapDelete("{id}", Revoke).For(Access.Owner).Audited("key.revoke")
            .Describe("Revoke a key at once.", "Its sessions end and the agent's sockets are closed.");
    }

    private static async Task<Results<Created<KeyAnswer>, Refused>> Issue(AgentId agent, HttpContext http, KeyRing keys)
    {
        var (refusal, key) = await keys.IssueAsync(http.Caller.Owner, agent);
        return Created(http, agent, refusal, key);
    }

    private static async Task<Results<Ok<Page<KeyItem>>, Refused>> List(
        AgentId agent, [AsParameters] PageQuery query, KeyRing keys)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        return TypedResults.Ok(
            Page<KeyItem>.Of(await keys.ListAsync(agent), item => item.Id, query.After, query.Limit));
    }

    private static async Task<Results<Created<KeyAnswer>, Refused>> Rotate(
        AgentId agent, string id, KeyRotation body, HttpContext http, KeyRing keys)
    {
        if (body.OverlapSeconds is < 0 or > KeyRing.MaxOverlapSeconds)
            return new Refused(Refusal.Malformed);
        var (refusal, key) =
            await keys.RotateAsync(http.Caller.Owner, agent, id, TimeSpan.FromSeconds(body.OverlapSeconds));
        return Created(http, agent, refusal, key);
    }

    private static async Task<Results<NoContent, Refused>> Revoke(AgentId agent, string id, KeyRing keys) =>
        Answers.Done(await keys.RevokeAsync(agent, id));

    private static Results<Created<KeyAnswer>, Refused> Created(
        HttpContext http, AgentId agent, Refusal refusal, IssuedCredential? key)
    {
        if (key is null)
            return new Refused(refusal);
        http.NoteSubject(key.Text.PublicId);
        return TypedResults.Created($"/v1/agents/{agent}/keys", KeyAnswer.Of(key));
    }
}
