using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Signing in by a link in a mail, in the browser that asked for it.</summary>
internal static class SignInLinkApi
{
    public static void MapSignInLinks(this IEndpointRouteBuilder routes)
    {
        var links = routes.MapGroup("/v1/sign-in").WithTags("Accounts");
        links.MapPost("link", Request).For(Access.Anyone).Audited("sign-in.link").Costs(Cost.SignInMail)
            .Describe("Have a sign-in link sent.", "The answer is the same whether the address has an account or not.");
        links.MapPost("link/preview", Preview).For(Access.Anyone).Costs(Cost.SignIn)
            .Describe("What a link is for; uses nothing up.");
        links.MapPost("link/confirm", Confirm).For(Access.Anyone).Audited("sign-in.confirm").Costs(Cost.SignIn)
            .Describe("Sign in by a link.", "Once, and only in the browser that asked for it.");
        links.MapPost("link/code", CreateCode).For(Access.Anyone).Audited("sign-in.link-code").Costs(Cost.SignIn)
            .Describe("Get a code to type into the browser that asked for the link.");
        links.MapPost("code", ConfirmByCode).For(Access.Anyone).Audited("sign-in.code").Costs(Cost.SignIn)
            .Describe("Sign in by the code that the other device shows.", "5 tries.");
        links.MapPost("totp", ByTotp).For(Access.Anyone).Audited("sign-in.totp").Costs(Cost.SignIn)
            .Describe("Show a one-time code, after a link was confirmed.");
        links.MapPost("recovery-code", ByRecoveryCode).For(Access.Anyone).Audited("sign-in.recovery-code")
            .Costs(Cost.SignIn).Describe("Use a recovery code up, after a link was confirmed.");
        links.MapPost("recovery", Recover).For(Access.Anyone).Audited("sign-in.recovery").Costs(Cost.SignIn)
            .Describe("Begin or complete a recovery by mail alone, which takes 24 hours.");
    }

    private static async Task<Results<Accepted<LinkRequested>, Refused>> Request(
        LinkRequest body, HttpContext http, SignInMails mails)
    {
        if (!Text.IsEmail(body.Email))
            return new Refused(Refusal.Malformed);
        var (refusal, retryAfter, expires) = await mails.SendAsync(http, body.Email, name: null);
        return refusal == Refusal.None
            ? TypedResults.Accepted((string?)null, new LinkRequested(expires))
            : new Refused(refusal, retryAfter);
    }

    private static async Task<Results<Ok<LinkPreview>, Refused>> Preview(
        LinkToken body, HttpContext http, IGrainFactory grains, Pepper pepper, AccountOpening accounts)
    {
        if (!CredentialText.TryParse(body.Token, out var link) || link.Kind != CredentialKind.SignInLink)
            return new Refused(Refusal.NotFound);
        var view = await grains.LoginRequest(link.PublicId).Preview(
            pepper.HashOf(link), LoginCookie.HashOf(http.Request, pepper));
        if (view.Refusal != Refusal.None)
            return new Refused(view.Refusal);
        var purpose = view.Changes is not null ? LoginPurpose.ChangeAddress
            : await accounts.IsTakenAsync(view.Email) ? LoginPurpose.SignIn : LoginPurpose.SignUp;
        return TypedResults.Ok(new LinkPreview(Masked(view.Email), view.ThisBrowser, purpose, view.ExpiresAt));
    }

    private static async Task<Results<NoContent, Ok<NextStep>, Refused>> Confirm(
        LinkToken body, HttpContext http, LinkSignIn links) =>
        Answer(await links.ConfirmAsync(http, body.Token));

    private static async Task<Results<Ok<CodeAnswer>, Refused>> CreateCode(
        LinkToken body, IGrainFactory grains, Pepper pepper)
    {
        if (!CredentialText.TryParse(body.Token, out var link) || link.Kind != CredentialKind.SignInLink)
            return new Refused(Refusal.NotFound);
        var code = await grains.LoginRequest(link.PublicId).CreateCode(pepper.HashOf(link));
        return code.Refusal == Refusal.None ? TypedResults.Ok(new CodeAnswer(code.Code)) : new Refused(code.Refusal);
    }

    private static async Task<Results<NoContent, Ok<NextStep>, Refused>> ConfirmByCode(
        CodeBody body, HttpContext http, LinkSignIn links) =>
        Answer(await links.ConfirmByCodeAsync(http, body.Code));

    private static async Task<Results<NoContent, Refused>> ByTotp(CodeBody body, HttpContext http, LinkSignIn links) =>
        Answer(await links.FactorAsync(http, account => account.CheckTotp(body.Code)));

    private static async Task<Results<NoContent, Refused>> ByRecoveryCode(
        CodeBody body, HttpContext http, LinkSignIn links) =>
        Answer(await links.FactorAsync(http, account => account.UseRecoveryCode(body.Code)));

    private static async Task<Results<NoContent, Ok<NextStep>, Refused>> Recover(HttpContext http, LinkSignIn links) =>
        Answer(await links.RecoverAsync(http));

    private static Results<NoContent, Ok<NextStep>, Refused> Answer((Refusal Refusal, NextStep? Next) outcome) =>
        outcome switch
        {
            { Refusal: not Refusal.None } => new Refused(outcome.Refusal),
            { Next: { } next } => TypedResults.Ok(next),
            _ => TypedResults.NoContent(),
        };

    private static Results<NoContent, Refused> Answer(FactorAnswer answer) => answer.Refusal switch
    {
        Refusal.None => TypedResults.NoContent(),
        Refusal.RateLimited => new Refused(answer.Refusal, answer.RetryAfter),
        _ => new Refused(answer.Refusal),
    };

    /// <summary>First character and domain: enough to recognise, too little to learn.</summary>
    private static string Masked(string email) => email[..1] + "***" + email[email.LastIndexOf('@')..];
}
