using System.Security.Claims;
using System.Security.Principal;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The authenticated caller of a request: what its credential says, and nothing that the request itself claims.
/// </summary>
/// <param name="subject">Who the credential speaks for: of an account's session the owner that it acts for.</param>
/// <param name="byCookie">Whether it came in the page's cookie.</param>
/// <param name="standing">Of the account whose session it is; null for every other credential.</param>
internal sealed class CallerIdentity(CredentialSubject subject, bool byCookie, AccountStanding? standing = null)
    : ClaimsIdentity(new GenericIdentity(subject.CredentialId, CredentialHandler.SchemeName))
{
    public CredentialSubject Subject { get; } = subject;

    /// <summary>The credential came in the page's cookie, which browsers send by themselves.</summary>
    public bool ByCookie { get; } = byCookie;

    /// <summary>The account's role and owner as of this request; null for a credential of no account.</summary>
    public AccountStanding? Standing { get; } = standing;
}

/// <summary>Reads the caller off a request.</summary>
internal static class CallerExtensions
{
    extension(HttpContext context)
    {
        /// <summary>Null for an anonymous request.</summary>
        public CallerIdentity? CallerOrNull => context.User.Identity as CallerIdentity;

        /// <summary>Who calls, on a route that only authenticated callers reach.</summary>
        /// <exception cref="InvalidOperationException">The request is anonymous: the route lacks a policy.</exception>
        public CredentialSubject Caller =>
            context.CallerOrNull?.Subject ?? throw new InvalidOperationException(
                "This route needs an authenticated caller.");

        /// <summary>How the calling account signed in, on a route that only accounts reach.</summary>
        /// <exception cref="InvalidOperationException">
        /// The caller is no account's session: the route has the wrong policy.
        /// </exception>
        public AccountSignIn CallingAccount => context.Caller.SignIn ?? throw new InvalidOperationException(
            "This route needs an account's session.");

        /// <summary>The calling device, on a route that only devices reach.</summary>
        /// <exception cref="InvalidOperationException">
        /// The caller is no device: the route has the wrong policy.
        /// </exception>
        public DeviceIdentity CallingDevice => context.Caller is { Agent: { } agent, Device: { } device }
            ? new DeviceIdentity(agent, device)
            : throw new InvalidOperationException("This route needs a device's session.");
    }
}
