using ContextExchange.Web.Auth;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Signing in with another provider, to an account that was linked to it after its own sign-in.</summary>
internal static class IssuersApi
{
    private const string Name = "issuer";

    /// <summary>What an issuer sends back (RFC 6749, 4.1.2; RFC 9207).</summary>
    private static readonly string[] Answered = ["code", "state", "iss", "error"];

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static void MapIssuers(this IEndpointRouteBuilder routes)
    {
        var signIn = routes.MapGroup("/v1/sign-in/issuers").WithTags("Accounts");
        signIn.MapGet("", List).For(Access.Anyone).Describe("The issuers that people may sign in with.");
        signIn.MapPost("{issuer}", Begin).For(Access.Anyone).Costs(Cost.SignIn)
            .Describe("Where to go to sign in with an issuer.", "Authorization code flow with PKCE.");
        signIn.MapPost("{issuer}/complete", SignIn).For(Access.Anyone).Audited("sign-in.issuer").Costs(Cost.SignIn)
            .Describe("Sign in with the issuer's answer.", "To an account that was linked before.");
        routes.MapGet("/sign-in/issuers/{issuer}/callback", Callback).WithTags("Accounts").For(Access.Anyone)
            .Describe("Where an issuer sends the browser back.", "Changes nothing: hands the answer to the page.");
        var links = routes.MapGroup("/v1/account/issuers").WithTags("Accounts");
        links.MapGet("", Links).For(Access.Account).Describe("The issuers' identities that are linked.");
        links.MapPost("{issuer}", BeginLink).For(Access.Account).NeedsRecentSignIn()
            .Describe("Where to go to link an issuer's identity.");
        links.MapPost("{issuer}/complete", Link).For(Access.Account).NeedsRecentSignIn().Audited("issuer.link")
            .Describe("Link the identity in the issuer's answer.");
        links.MapDelete("{id}", Unlink).For(Access.Account).NeedsRecentSignIn().Audited("issuer.unlink")
            .Describe("Unlink an identity.");
    }

    private static Ok<Page<IssuerItem>> List(ServerOptions options) => TypedResults.Ok(new Page<IssuerItem>(
        [.. options.Issuers.Select(issuer => new IssuerItem(issuer.Id, issuer.EffectiveName))]));

    private static Task<Results<Ok<IssuerLocation>, Refused>> Begin(
        string issuer, HttpContext http, IssuerSignIn issuers) =>
        BeginAsync(issuer, http, issuers, IssuerSignIn.SignIn);

    private static Task<Results<Ok<IssuerLocation>, Refused>> BeginLink(
        string issuer, HttpContext http, IssuerSignIn issuers) =>
        BeginAsync(issuer, http, issuers, IssuerSignIn.LinkingBy(http.Caller));

    private static async Task<Results<Ok<IssuerLocation>, Refused>> BeginAsync(
        string issuer, HttpContext http, IssuerSignIn issuers, string purpose)
    {
        if (issuers.Find(issuer) is not { } known)
            return new Refused(Refusal.NotFound);
        try
        {
            return TypedResults.Ok(new IssuerLocation(await issuers.BeginAsync(http, known, purpose)));
        }
        catch (IssuerUnavailableException)
        {
            return new Refused(Refusal.Unavailable, Pause);
        }
    }

    /// <summary>Into the fragment, where no log of ours sees it; the page posts it, with its cookies.</summary>
    private static RedirectHttpResult Callback(string issuer, HttpContext http)
    {
        var known = Answered
            .Where(name => http.Request.Query[name] is [{ Length: <= 2048 }])
            .Select(name => $"&{name}={Uri.EscapeDataString(http.Request.Query[name].ToString())}");
        return TypedResults.Redirect($"/sign-in#issuer={Uri.EscapeDataString(issuer)}{string.Concat(known)}");
    }

    private static async Task<Results<NoContent, Refused>> SignIn(
        string issuer, IssuerAnswer body, HttpContext http, IssuerSignIn issuers, IGrainFactory grains,
        AccountSessions sessions)
    {
        var (refusal, identity) = await CompleteAsync(issuer, body, http, issuers, IssuerSignIn.SignIn);
        if (identity is null)
            return new Refused(refusal);
        if (await grains.AccountName(Name, identity).Find() is not { } account
            || await grains.Account(account).GetStanding() is null)
            return new Refused(Refusal.NotFound);
        await sessions.OpenAsync(http, account, Assurance.Aal1);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created<IssuerLinkItem>, Refused>> Link(
        string issuer, IssuerAnswer body, HttpContext http, IssuerSignIn issuers, IGrainFactory grains,
        AccountNotices notices, TimeProvider clock)
    {
        var (refusal, identity) = await CompleteAsync(
            issuer, body, http, issuers, IssuerSignIn.LinkingBy(http.Caller));
        if (identity is null)
            return new Refused(refusal == Refusal.Unauthenticated ? Refusal.InvalidSignature : refusal);
        var id = http.CallingAccount.Account;
        if (await grains.AccountName(Name, identity).Claim(id) != id)
            return new Refused(Refusal.Conflict);
        var link = new IssuerLink(Convert.ToHexStringLower(identity), issuer, clock.GetUtcNow());
        refusal = await grains.Account(id).LinkIssuer(link);
        if (refusal != Refusal.None)
            return new Refused(refusal);
        if (await grains.Account(id).Get() is { } account)
            notices.Tell(account, English.ProviderLinked);
        return TypedResults.Created((string?)null, new IssuerLinkItem(link.Id, link.Issuer, link.LinkedAt));
    }

    private static async Task<Results<Ok<Page<IssuerLinkItem>>, Refused>> Links(
        HttpContext http, IGrainFactory grains) =>
        Answers.Found(await grains.Account(http.CallingAccount.Account).Get() is { } account
            ? new Page<IssuerLinkItem>(
                [.. account.Issuers.Select(link => new IssuerLinkItem(link.Id, link.Issuer, link.LinkedAt))])
            : null);

    private static async Task<Results<NoContent, Refused>> Unlink(
        string id, HttpContext http, IGrainFactory grains, AccountNotices notices)
    {
        var grain = grains.Account(http.CallingAccount.Account);
        var refusal = await grain.UnlinkIssuer(id);
        if (refusal != Refusal.None)
            return new Refused(refusal);
        await grains.AccountName(Name, Convert.FromHexString(id)).Release(http.CallingAccount.Account);
        if (await grain.Get() is { } account)
            notices.Tell(account, English.ProviderUnlinked);
        return TypedResults.NoContent();
    }

    private static async Task<(Refusal Refusal, byte[]? Identity)> CompleteAsync(
        string issuer, IssuerAnswer body, HttpContext http, IssuerSignIn issuers, string purpose)
    {
        if (issuers.Find(issuer) is not { } known)
            return (Refusal.NotFound, null);
        try
        {
            return await issuers.CompleteAsync(http, known, purpose, body) is { } identity
                ? (Refusal.None, identity)
                : (Refusal.Unauthenticated, null);
        }
        catch (IssuerUnavailableException)
        {
            return (Refusal.Unavailable, null);
        }
    }
}
