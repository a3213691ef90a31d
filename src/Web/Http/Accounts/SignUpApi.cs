using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>New accounts: by mail, or by the code that the server printed for its first operator.</summary>
internal static class SignUpApi
{
    public static void MapSignUp(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/sign-up", SignUp).WithTags("Accounts").For(Access.Anyone).Audited("account.sign-up")
        .Costs(Cost.SignInMail)
        .Describe(
            "Create an account.",
            "With the bootstrap code at once, as an operator: sets the page's cookie. Without it by a mailed link.");

    private static async Task<Results<Created, Accepted<LinkRequested>, Refused>> SignUp(
        SignUpBody body, HttpContext http, SignInMails mails, AccountOpening accounts, AccountSessions sessions,
        Bootstrap bootstrap)
    {
        if (!Text.IsEmail(body.Email) || !Text.IsName(body.Name))
            return new Refused(Refusal.Malformed);
        if (body.Bootstrap is not null)
            return await OpenAsync(body, http, accounts, sessions, bootstrap);
        var (refusal, retryAfter, expires) = await mails.SendAsync(http, body.Email, body.Name);
        return refusal == Refusal.None
            ? TypedResults.Accepted((string?)null, new LinkRequested(expires))
            : new Refused(refusal, retryAfter);
    }

    private static async Task<Results<Created, Accepted<LinkRequested>, Refused>> OpenAsync(
        SignUpBody body, HttpContext http, AccountOpening accounts, AccountSessions sessions, Bootstrap bootstrap)
    {
        var code = body.Bootstrap ?? "";
        // Only who has the code learns whether the address is taken, and does not lose the code by it.
        if (await bootstrap.IsOpenAsync(code) && await accounts.IsProvenAsync(body.Email))
            return new Refused(Refusal.Conflict);
        if (!await bootstrap.SpendAsync(code))
            return new Refused(Refusal.Unauthenticated);
        if (await accounts.OfOperatorAsync(body.Email, body.Name) is not { } account)
            return new Refused(Refusal.Conflict);
        await sessions.OpenAsync(http, account, Assurance.Aal1);
        return TypedResults.Created("/v1/account");
    }
}
