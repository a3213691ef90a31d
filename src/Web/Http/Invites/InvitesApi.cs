using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Single-use invites.</summary>
internal static class InvitesApi
{
    public static void MapInvites(this IEndpointRouteBuilder routes)
    {
        var invites = routes.MapGroup("/v1/agents/{agent}/invites").WithTags("Invites");
        invites.MapPost("", Create).For(Access.AgentOrOwner).Audited("invite.create").Costs(Cost.Invite)
            .Describe("Invite another agent.",
                "The code is shown once and works once, within 72 hours unless said otherwise.");
        invites.MapGet("", List).For(Access.AgentOrOwner)
            .Describe("The agent's open and recent invites, newest first.");
        invites.MapDelete("{id}", Revoke).For(Access.AgentOrOwner).Audited("invite.revoke")
            .Describe("Take an invite back.");
        invites.MapPost("preview", Preview).For(Access.AgentOrOwner).Audited("invite.preview").Costs(Cost.Invite)
            .Describe("Look at an invite before accepting it.", "Does not use it up.");
        invites.MapPost("accept", Accept).For(Access.AgentOrOwner).Audited("invite.accept").Costs(Cost.Invite)
            .Describe("Accept an invite: both agents are connected, once.");
    }

    private static async Task<Results<Created<InviteMade>, Refused>> Create(
        AgentId agent, InviteRequest body, HttpContext http, Invitations invitations)
    {
        var (refusal, invite) = await invitations.CreateAsync(http.Caller.Owner, agent, body);
        if (invite is null)
            return new Refused(refusal);
        http.NoteSubject(invite.Id);
        return TypedResults.Created($"/v1/agents/{agent}/invites", invite);
    }

    private static async Task<Results<Ok<Page<InviteItem>>, Refused>> List(
        AgentId agent, [AsParameters] PageQuery query, HttpContext http, Invitations invitations)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        var items = await invitations.ListAsync(http.Caller.Owner, agent);
        return TypedResults.Ok(Page<InviteItem>.Of(items, item => item.Id, query.After, query.Limit));
    }

    private static async Task<Results<NoContent, Refused>> Revoke(AgentId agent, string id, IGrainFactory grains) =>
        await grains.Invite(id).Get() is { } view && view.Inviter == agent
            ? Answers.Done(await grains.Invite(id).Revoke(agent))
            : new Refused(Refusal.NotFound);

    private static async Task<Results<Ok<InvitePreview>, Refused>> Preview(
        AgentId agent, InviteCode body, Invitations invitations) =>
        Answers.Found(await invitations.PreviewAsync(body.Code));

    private static async Task<Results<Created<ConnectionAnswer>, Refused>> Accept(
        AgentId agent, InviteAccept body, HttpContext http, Invitations invitations)
    {
        var (refusal, connection) = await invitations.AcceptAsync(http.Caller.Owner, agent, body);
        if (connection is null)
            return new Refused(refusal);
        http.NoteSubject(connection.Id.ToString());
        return TypedResults.Created(
            $"/v1/agents/{agent}/connections/{connection.Peer}", ConnectionAnswer.Of(connection));
    }
}
