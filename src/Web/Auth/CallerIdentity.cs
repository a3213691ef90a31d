using System.Security.Claims;
using System.Security.Principal;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The authenticated caller of a request: what its credential says, and nothing that the request itself claims.
/// </summary>
internal sealed class CallerIdentity(CredentialSubject subject, bool byCookie)
    : ClaimsIdentity(new GenericIdentity(subject.CredentialId, CredentialHandler.SchemeName))
{
    public CredentialSubject Subject { get; } = subject;

    /// <summary>The credential came in the page's cookie, which browsers send by themselves.</summary>
    public bool ByCookie { get; } = byCookie;
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

        /// <summary>The calling device, on a route that only devices reach.</summary>
        /// <exception cref="InvalidOperationException">
        /// The caller is no device: the route has the wrong policy.
        /// </exception>
        public DeviceIdentity CallingDevice => context.Caller is { Agent: { } agent, Device: { } device }
            ? new DeviceIdentity(agent, device)
            : throw new InvalidOperationException("This route needs a device's session.");
    }
}
