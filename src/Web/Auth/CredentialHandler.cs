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
    CredentialChecker credentials)
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
        var principal = new ClaimsPrincipal(new CallerIdentity(subject, byCookie));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }
}
