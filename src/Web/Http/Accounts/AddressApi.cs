using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>The mail address of an account.</summary>
internal static class AddressApi
{
    public static void MapAddress(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/account/email", Change).WithTags("Accounts").For(Access.Account).NeedsRecentSignIn()
        .Audited("account.email").Costs(Cost.SignInMail)
        .Describe(
            "Change the account's mail address.",
            "Sends a link to the new one; confirming it in this browser proves the address. The old one is told.");

    private static async Task<Results<Accepted<LinkRequested>, Refused>> Change(
        LinkRequest body, HttpContext http, SignInMails mails)
    {
        if (!Text.IsEmail(body.Email))
            return new Refused(Refusal.Malformed);
        var (refusal, retryAfter, expires) = await mails.SendAsync(
            http, body.Email, name: null, http.CallingAccount.Account);
        return refusal == Refusal.None
            ? TypedResults.Accepted((string?)null, new LinkRequested(expires))
            : new Refused(refusal, retryAfter);
    }
}
