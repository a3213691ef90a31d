using ContextExchange.Web.Auth;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>All accounts, for operators: who has one, and never what they write.</summary>
internal static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/v1/accounts").WithTags("Accounts");
        accounts.MapGet("", List).For(Access.Operator).Audited("accounts.list").Describe("All accounts, by id.");
        accounts.MapDelete("{account}/sessions", SignOut).For(Access.Operator).NeedsRecentSignIn()
            .Audited("account.sign-out")
            .Describe("End every session of an account and of its owner.", "Agents and their keys stay.");
    }

    private static async Task<Results<Ok<Page<AccountItem>>, Refused>> List(
        [AsParameters] PageQuery query, IGrainFactory grains)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        var parts = await Task.WhenAll(
            IAccountListGrain.Parts.Select(part => grains.GetGrain<IAccountListGrain>(part.ToString()).List()));
        var ids = Page<AccountId>.Of(parts.SelectMany(part => part), id => id.ToString(), query.After, query.Limit);
        var views = await Task.WhenAll(ids.Items.Select(id => grains.Account(id).Get()));
        return TypedResults.Ok(
            new Page<AccountItem>([.. views.OfType<AccountView>().Select(AccountItem.Of)], ids.Next));
    }

    private static async Task<Results<NoContent, Refused>> SignOut(
        AccountId account, HttpContext http, IGrainFactory grains, OwnerSessions sessions, AccountNotices notices)
    {
        if (await grains.Account(account).Get() is not { } view)
            return new Refused(Refusal.NotFound);
        http.NoteSubject(account.ToString());
        var refusal = await sessions.EndAllAsync(view);
        if (refusal == Refusal.None)
            notices.Tell(view, English.SignedOutByOperator);
        return Answers.Done(refusal);
    }
}
