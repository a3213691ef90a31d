using System.Text.Encodings.Web;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Reads a credential from <c>Authorization: Bearer</c> or from the page's cookie and asks who it speaks for.
/// Credentials that work once (tickets, codes) are no way to call a route: they are presented in bodies and spent
/// there.
/// </summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    CredentialChecker credentials, IGrainFactory grains)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Credential";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!PresentedCredential.IsAny(Request))
            return AuthenticateResult.NoResult();
        if (!PresentedCredential.TryRead(Request, out var credential, out var byCookie)
            || await credentials.CheckAsync(credential) is not { } subject)
            return AuthenticateResult.Fail("The credential is not in force.");
        var caller = await CallerAsync(subject, byCookie);
        return caller is null
            ? AuthenticateResult.Fail("There is no such account.")
            : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(caller), SchemeName));
    }

    /// <summary>
    /// An account's session counts as the session of the owner that the account acts for: asked for with each request,
    /// so that a change of role or owner takes effect with the next one.
    /// </summary>
    private async Task<CallerIdentity?> CallerAsync(CredentialSubject subject, bool byCookie)
    {
        if (subject.SignIn is not { } signIn)
            return new CallerIdentity(subject, byCookie);
        var account = grains.GetGrain<IAccountGrain>(signIn.Account.ToString());
        if (await account.GetStanding() is not { } standing)
            return null;
        var acting = standing is { Owner: { } owner, Role: AccountRole.Owner or AccountRole.Operator }
            ? subject with { Kind = CredentialKind.OwnerSession, Owner = owner }
            : subject;
        return new CallerIdentity(acting, byCookie, standing);
    }
}
