using ContextExchange.Web.Auth;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>The account of this session: profile, owner, vault; and roles, which operators give.</summary>
internal static class AccountApi
{
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup("/v1/account").WithTags("Accounts");
        account.MapGet("", Get).For(Access.Account)
            .Describe("The account of this session.", "With the token that every change must repeat in X-CSRF-Token.");
        account.MapPatch("", Change).For(Access.Account).Audited("account.change").Describe("Rename the account.");
        account.MapPut("owner", BindOwner).For(Access.ActingAccount).NeedsRecentSignIn().Audited("account.owner")
            .Describe("Act for an owner from now on.", "Proven by the owner's key, as when signing in by signature.");
        account.MapGet("vault", GetVault).For(Access.ActingAccount)
            .Describe("The owner's keys as the browser wrapped them.");
        account.MapPut("vault", PutVault).For(Access.ActingAccount).NeedsRecentSignIn().Audited("account.vault")
            .Describe("Replace the wrapped keys; names the version that was read.");
        routes.MapPut("/v1/accounts/role", SetRole).WithTags("Accounts").For(Access.Operator).NeedsRecentSignIn()
            .Audited("account.role").Describe("Give an account a role.");
    }

    private static async Task<Results<Ok<AccountAnswer>, Refused>> Get(
        HttpContext http, IGrainFactory grains, CsrfTokens tokens)
    {
        var signIn = http.CallingAccount;
        return Answers.Found(await grains.Account(signIn.Account).Get() is { } view
            ? new AccountAnswer(
                view.Id, view.Email, view.EmailVerified, view.Name, view.Role, view.Owner, view.Passkeys.Count,
                view.HasTotp, view.RecoveryCodesLeft, view.RecoveryAt, signIn.At, signIn.Assurance,
                tokens.Of(http.Caller))
            : null);
    }

    private static async Task<Results<NoContent, Refused>> Change(
        AccountChange body, HttpContext http, IGrainFactory grains) => Answers.Done(Text.IsName(body.Name)
            ? await grains.Account(http.CallingAccount.Account).Rename(body.Name)
            : Refusal.Malformed);

    private static async Task<Results<NoContent, Refused>> BindOwner(
        AccountOwner body, HttpContext http, OwnerBinding binding, IGrainFactory grains, AccountNotices notices)
    {
        http.NoteSubject(body.Owner.ToString());
        var refusal = await binding.ClaimAsync(http.CallingAccount.Account, body);
        if (refusal == Refusal.None && await grains.Account(http.CallingAccount.Account).Get() is { } account)
            notices.Tell(account, English.ActsForOwner);
        return Answers.Done(refusal);
    }

    private static async Task<Ok<VaultBody>> GetVault(HttpContext http, IGrainFactory grains)
    {
        var vault = await grains.Vault(http.CallingAccount.Account).Get();
        return TypedResults.Ok(new VaultBody(vault.Blob, vault.Version));
    }

    private static async Task<Results<Ok<VaultVersion>, Refused>> PutVault(
        VaultBody body, HttpContext http, IGrainFactory grains)
    {
        var refusal = await grains.Vault(http.CallingAccount.Account).Put(new Vault(body.Blob, body.Version));
        return refusal == Refusal.None ? TypedResults.Ok(new VaultVersion(body.Version + 1)) : new Refused(refusal);
    }

    private static async Task<Results<NoContent, Refused>> SetRole(
        RoleChange body, HttpContext http, IGrainFactory grains, Pepper pepper)
    {
        if (!Text.IsEmail(body.Email))
            return new Refused(Refusal.Malformed);
        if (await grains.AccountName("mail", pepper.HashOfEmail(body.Email)).Find() is not { } account)
            return new Refused(Refusal.NotFound);
        http.NoteSubject(account.ToString());
        if (body.Role == AccountRole.Operator)
            await grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.All).Note(account);
        return Answers.Done(await grains.Account(account).SetRole(body.Role));
    }
}
