using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Signing in and out.</summary>
internal static class SessionsApi
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/v1/sessions").WithTags("Sessions");
        sessions.MapPost("owner", SignInOwner).For(Access.Anyone).Audited("session.owner").Costs(Cost.SignIn)
            .Describe("Sign an owner in by signature.");
        sessions.MapPost("device", SignInDevice).For(Access.Anyone).Audited("session.device").Costs(Cost.SignIn)
            .Describe("Sign a device of an agent in by signature.", "For 15 minutes; the device counts as proven.");
        sessions.MapPost("agent", SignInAgent).For(Access.AgentKey).Audited("session.agent")
            .Describe(
                "Exchange an API key for a short session.", "For 15 minutes, without a device; ends with the key.");
        sessions.MapPost("page-code", CreatePageCode).For(Access.Owner).Audited("session.page-code")
            .Describe("Get a code that signs this owner in to the web page once, within 5 minutes.");
        sessions.MapPost("page", SignInPage).For(Access.Anyone).Audited("session.page").Costs(Cost.SignIn)
            .Describe("Sign in to the web page with a page code or the bootstrap code.", "Sets the page's cookie.");
        sessions.MapGet("", List).For(Access.OwnerOrAccount)
            .Describe("The sessions of this account and its owner that are in force.");
        sessions.MapDelete("current", SignOut).For(Access.AnySession).Audited("session.end")
            .Describe("End this session.");
        sessions.MapDelete("{id}", End).For(Access.OwnerOrAccount).Audited("session.end")
            .Describe("End one of the sessions of this account or its owner.");
    }

    private static async Task<Results<Created<SessionAnswer>, Refused>> SignInOwner(
        OwnerSignIn body, HttpContext http, SignIn signIn)
    {
        http.NoteSubject(body.Owner.ToString());
        var (refusal, session) = await signIn.OwnerAsync(body);
        return Created(http, body.Owner.ToString(), refusal, session);
    }

    private static async Task<Results<Created<SessionAnswer>, Refused>> SignInDevice(
        DeviceSignIn body, HttpContext http, SignIn signIn)
    {
        http.NoteSubject(body.Device.ToString());
        var (refusal, session) = await signIn.DeviceAsync(body);
        return Created(http, body.Device.ToString(), refusal, session);
    }

    private static async Task<Results<Created<SessionAnswer>, Refused>> SignInAgent(HttpContext http, SignIn signIn)
    {
        var (refusal, session) = await signIn.KeyAsync(http.Caller);
        return Created(http, http.Caller.CredentialId, refusal, session);
    }

    private static async Task<Created<PageCodeAnswer>> CreatePageCode(HttpContext http, CredentialIssuer credentials)
    {
        var code = await credentials.PageCodeAsync(http.Caller);
        return TypedResults.Created((string?)null, new PageCodeAnswer(code.Text.Reveal(), code.Ends));
    }

    private static async Task<Results<NoContent, Refused>> SignInPage(PageSignIn body, HttpContext http, SignIn signIn)
    {
        var (refusal, owner, session) = await signIn.PageAsync(body.Code);
        if (session is null)
            return new Refused(refusal);
        http.NoteActor(owner.ToString());
        SessionCookie.Set(http.Response, session);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<SessionItem>>, Refused>> List(
        [AsParameters] PageQuery query, HttpContext http, OwnerSessions sessions)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        var items = await sessions.ListAsync(http.Caller);
        return TypedResults.Ok(Page<SessionItem>.Of(items, item => item.Id, query.After, query.Limit));
    }

    private static async Task<Results<NoContent, Refused>> SignOut(HttpContext http, OwnerSessions sessions)
    {
        if (http.CallerOrNull is { ByCookie: true })
            SessionCookie.Clear(http.Response);
        return Answers.Done(await sessions.EndAsync(http.Caller, http.Caller.CredentialId));
    }

    private static async Task<Results<NoContent, Refused>> End(string id, HttpContext http, OwnerSessions sessions) =>
        Answers.Done(await sessions.EndAsync(http.Caller, id));

    private static Results<Created<SessionAnswer>, Refused> Created(
        HttpContext http, string actor, Refusal refusal, IssuedCredential? session)
    {
        if (session is null)
            return new Refused(refusal);
        http.NoteActor(actor);
        return TypedResults.Created((string?)null, new SessionAnswer(session.Text.Reveal(), session.Ends));
    }
}
