using ContextExchange.Web.Http;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>Begins the sessions of accounts: always a new one, and what the browser had before ends.</summary>
internal sealed class AccountSessions(
    CredentialIssuer credentials, IGrainFactory grains, LiveSessions live, AlertPost alerts, Pepper pepper,
    TimeProvider clock)
{
    /// <summary>Signs the browser in; the request's own session, of whichever account, ends.</summary>
    public async Task OpenAsync(HttpContext http, AccountId account, Assurance assurance)
    {
        await EndPresentedAsync(http);
        var signIn = new AccountSignIn(
            account, assurance, DeviceName.Of(http.Request.Headers.UserAgent), clock.GetUtcNow());
        var session = await credentials.AccountSessionAsync(signIn);
        await grains.Account(account).NoteSession(session.Text.PublicId, issued: true);
        // Each time: who had an account before the list was kept is on it from now on.
        await grains.AccountList(account).Note(account);
        SessionCookie.Set(http.Response, session);
        LoginCookie.Clear(http.Response);
        http.NoteActor(account.ToString());
        await TellAsync(http, signIn);
    }

    /// <summary>Whoever has an account hears of a place that it was never used from before.</summary>
    private async Task TellAsync(HttpContext http, AccountSignIn signIn)
    {
        var account = grains.Account(signIn.Account);
        var place = new SignInPlace(signIn.Device, pepper.OriginOf(http.Connection.RemoteIpAddress));
        if (await account.NotePlace(place))
            alerts.Tell(signIn.Account, English.NewPlace(signIn.Device, signIn.At));
        // Who became an operator by the bootstrap code, or before the list was kept, is on it from now on.
        if (await account.GetStanding() is { Role: AccountRole.Operator })
            await grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.All).Note(signIn.Account);
    }

    private async Task EndPresentedAsync(HttpContext http)
    {
        if (http.CallerOrNull is not { ByCookie: true, Subject: var before })
            return;
        await grains.Credential(before.CredentialId).Revoke(clock.GetUtcNow());
        live.End(RevocationSubject.Credential(before.CredentialId));
        if (before.SignIn is { } signIn)
            await grains.Account(signIn.Account).NoteSession(before.CredentialId, issued: false);
        else
            await grains.Owner(before.Owner).NoteSession(before.CredentialId, issued: false);
    }
}
