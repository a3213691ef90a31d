using ContextExchange.Web.Auth;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// What happens once a link or its code was confirmed in the browser that asked for it: an account without factors is
/// signed in, one with one-time codes shows one, one with a passkey can only be recovered, a day later.
/// </summary>
internal sealed class LinkSignIn(
    IGrainFactory grains, Pepper pepper, AccountOpening accounts, AccountSessions sessions, AccountNotices notices,
    RefusalBursts bursts, AddressChange addresses)
{
    public async Task<(Refusal Refusal, NextStep? Next)> ConfirmAsync(HttpContext http, string token)
    {
        if (!CredentialText.TryParse(token, out var link) || link.Kind != CredentialKind.SignInLink)
            return (Refusal.NotFound, null);
        var request = grains.LoginRequest(link.PublicId);
        var cookie = LoginCookie.HashOf(http.Request, pepper);
        return await GoOnAsync(http, request, await request.Confirm(pepper.HashOf(link), cookie), cookie);
    }

    public async Task<(Refusal Refusal, NextStep? Next)> ConfirmByCodeAsync(HttpContext http, string code)
    {
        if (LoginCookie.RequestOf(http.Request) is not { } id)
            return (Refusal.NotFound, null);
        var request = grains.LoginRequest(id);
        var cookie = LoginCookie.HashOf(http.Request, pepper);
        return await GoOnAsync(http, request, await request.ConfirmByCode(code, cookie), cookie);
    }

    /// <summary>The second factor of the half-session that the browser's login cookie is.</summary>
    public async Task<FactorAnswer> FactorAsync(HttpContext http, Func<IAccountGrain, Task<FactorAnswer>> check)
    {
        if (await AwaitedAsync(http) is not { } awaited)
            return new FactorAnswer(Refusal.Expired);
        var answer = await check(grains.Account(awaited.Account));
        if (answer.Refusal != Refusal.None)
        {
            await bursts.NoteAsync(awaited.Account);
            return answer;
        }

        if (!await awaited.Request.Complete(LoginCookie.HashOf(http.Request, pepper)))
            return new FactorAnswer(Refusal.Expired);
        await grains.Account(awaited.Account).CancelRecovery();
        await grains.Account(awaited.Account).VerifyEmail();
        await sessions.OpenAsync(http, awaited.Account, Assurance.Aal1);
        return answer;
    }

    /// <summary>Codes and recovery codes are lost: the account is recovered by mail alone.</summary>
    public async Task<(Refusal Refusal, NextStep? Next)> RecoverAsync(HttpContext http) =>
        await AwaitedAsync(http) is { } awaited && await grains.Account(awaited.Account).Get() is { } account
        && await awaited.Request.Complete(LoginCookie.HashOf(http.Request, pepper))
            ? (Refusal.None, await RecoverAsync(http, account))
            : (Refusal.Expired, null);

    private async Task<(Refusal Refusal, NextStep? Next)> GoOnAsync(
        HttpContext http, ILoginRequestGrain request, LoginView view, byte[] cookie)
    {
        if (view.Refusal != Refusal.None)
            return (view.Refusal, null);
        if (view.Changes is { } changed)
            return (await addresses.ChangeAsync(http, changed, view.Email), null);
        var account = await accounts.OfAddressAsync(view.Email, view.Name);
        http.NoteActor(account.Id.ToString());
        if (!account.EmailVerified && http.CallerOrNull?.Subject.SignIn?.Account == account.Id)
        {
            await grains.Account(account.Id).VerifyEmail();
            return (Refusal.None, null);
        }

        if (account.Passkeys.Count > 0 || !account.EmailVerified && !account.HasTotp)
            return (Refusal.None, await RecoverAsync(http, account));
        if (account.HasTotp)
        {
            await request.AwaitFactor(account.Id, cookie);
            return (Refusal.None, new NextStep(SignInStep.Totp));
        }

        await sessions.OpenAsync(http, account.Id, Assurance.Aal1);
        return (Refusal.None, null);
    }

    /// <summary>Null when the day is over and the browser is signed in.</summary>
    private async Task<NextStep?> RecoverAsync(HttpContext http, AccountView account)
    {
        // The first operator typed the address, perhaps wrongly: whoever reads the mails there is not yet the operator.
        if (!account.EmailVerified)
            return new NextStep(SignInStep.AddressUnproven);
        var recovery = await grains.Account(account.Id).Recover();
        if (recovery.Began)
            notices.Tell(account, English.RecoveryBegun);
        if (!recovery.IsDue)
            return new NextStep(SignInStep.RecoveryWait, recovery.At);
        await sessions.OpenAsync(http, account.Id, Assurance.Aal1);
        notices.Tell(account, English.Recovered);
        return null;
    }

    private async Task<(AccountId Account, ILoginRequestGrain Request)?> AwaitedAsync(HttpContext http)
    {
        if (LoginCookie.RequestOf(http.Request) is not { } id)
            return null;
        var request = grains.LoginRequest(id);
        return await request.GetAwaited(LoginCookie.HashOf(http.Request, pepper)) is { } account
            ? (account, request)
            : null;
    }
}
