using System.Security.Cryptography;
using System.Text.Json;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Signing in by passkey, and an account's passkeys.</summary>
internal static class PasskeysApi
{
    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        var signIn = routes.MapGroup("/v1/sign-in/passkey").WithTags("Accounts");
        signIn.MapPost("options", RequestOptions).For(Access.Anyone).Costs(Cost.SignIn)
            .Describe("Options for navigator.credentials.get.", "Good for one try within 5 minutes.");
        signIn.MapPost("", SignIn).For(Access.Anyone).Audited("sign-in.passkey").Costs(Cost.SignIn)
            .Describe("Sign in by passkey.", "Sets the page's cookie.");
        var passkeys = routes.MapGroup("/v1/account/passkeys").WithTags("Accounts");
        passkeys.MapPost("options", CreationOptions).For(Access.Account).NeedsRecentSignIn()
            .Describe("Options for navigator.credentials.create.", "Good for one try within 5 minutes.");
        passkeys.MapPost("", Add).For(Access.Account).NeedsRecentSignIn().Audited("passkey.add")
            .Describe("Add a passkey to the account.");
        passkeys.MapGet("", List).For(Access.Account).Describe("The account's passkeys, oldest first.");
        passkeys.MapPatch("{id}", Rename).For(Access.Account).Audited("passkey.rename").Describe("Rename a passkey.");
        passkeys.MapDelete("{id}", Remove).For(Access.Account).NeedsRecentSignIn().Audited("passkey.remove")
            .Describe("Remove a passkey from the account.");
    }

    private static async Task<Ok<JsonElement>> RequestOptions(HttpContext http, PasskeyVerifier verifier) =>
        TypedResults.Ok(await verifier.RequestOptionsAsync(http));

    private static async Task<Results<NoContent, Refused>> SignIn(
        PasskeyAssertionBody body, HttpContext http, PasskeyVerifier verifier, IGrainFactory grains,
        AccountSessions sessions, AccountNotices notices)
    {
        if (await verifier.AssertAsync(http, body.Credential) is not { } asserted)
            return new Refused(Refusal.Unauthenticated);
        var account = grains.Account(asserted.Account.Id);
        http.NoteSubject(asserted.Use.Id);
        var refusal = await account.UsePasskey(asserted.Use);
        if (refusal == Refusal.Revoked)
            notices.Tell(asserted.Account, English.PasskeyCopied);
        if (refusal != Refusal.None)
            return new Refused(refusal);
        await account.CancelRecovery();
        await sessions.OpenAsync(http, asserted.Account.Id, Assurance.Aal2);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<JsonElement>, Refused>> CreationOptions(
        HttpContext http, PasskeyVerifier verifier, IGrainFactory grains) =>
        await grains.Account(http.CallingAccount.Account).Get() is { } account
            ? TypedResults.Ok(await verifier.CreationOptionsAsync(http, account))
            : new Refused(Refusal.NotFound);

    private static async Task<Results<Created<PasskeyItem>, Refused>> Add(
        PasskeyBody body, HttpContext http, PasskeyVerifier verifier, IGrainFactory grains, AccountNotices notices)
    {
        if (!Text.IsName(body.Name))
            return new Refused(Refusal.Malformed);
        if (await verifier.AttestAsync(http, body.Credential, body.Name) is not { } passkey)
            return new Refused(Refusal.InvalidSignature);
        var id = http.CallingAccount.Account;
        var name = grains.AccountName("passkey", SHA256.HashData(passkey.CredentialId.Span));
        if (await name.Claim(id) != id)
            return new Refused(Refusal.Conflict);
        var refusal = await grains.Account(id).AddPasskey(passkey);
        if (refusal != Refusal.None)
            return new Refused(refusal);
        http.NoteSubject(passkey.Id);
        if (await grains.Account(id).Get() is { } account)
            notices.Tell(account, English.PasskeyAdded(passkey.Name));
        return TypedResults.Created((string?)null, PasskeyItem.Of(passkey));
    }

    private static async Task<Results<Ok<Page<PasskeyItem>>, Refused>> List(
        [AsParameters] PageQuery query, HttpContext http, IGrainFactory grains)
    {
        if (!query.IsWellFormed || await grains.Account(http.CallingAccount.Account).Get() is not { } account)
            return new Refused(Refusal.Malformed);
        return TypedResults.Ok(Page<PasskeyItem>.Of(
            account.Passkeys.Select(PasskeyItem.Of), item => item.Id, query.After, query.Limit));
    }

    private static async Task<Results<NoContent, Refused>> Rename(
        string id, PasskeyChange body, HttpContext http, IGrainFactory grains)
    {
        http.NoteSubject(id);
        return Answers.Done(await grains.Account(http.CallingAccount.Account).RenamePasskey(id, body.Name));
    }

    private static async Task<Results<NoContent, Refused>> Remove(
        string id, HttpContext http, IGrainFactory grains, AccountNotices notices)
    {
        var grain = grains.Account(http.CallingAccount.Account);
        if (await grain.Get() is not { } account || account.Passkeys.All(passkey => passkey.Id != id))
            return new Refused(Refusal.NotFound);
        var passkey = account.Passkeys.First(passkey => passkey.Id == id);
        var refusal = await grain.RemovePasskey(id);
        if (refusal != Refusal.None)
            return new Refused(refusal);
        await grains.AccountName("passkey", SHA256.HashData(passkey.CredentialId.Span)).Release(account.Id);
        notices.Tell(account, English.PasskeyRemoved(passkey.Name));
        return TypedResults.NoContent();
    }
}
