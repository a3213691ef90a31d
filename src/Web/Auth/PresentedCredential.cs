using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>Where a request carries its credential: the header, else the page's cookie. Never the URL.</summary>
internal static class PresentedCredential
{
    private const string Bearer = "Bearer ";

    /// <summary>Whether the request presents anything at all, well formed or not.</summary>
    public static bool IsAny(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Cookies.ContainsKey(SessionCookie.Name);

    /// <summary>The credential, if it is well formed and of a kind that may call routes.</summary>
    public static bool TryRead(
        HttpRequest request, [NotNullWhen(true)] out CredentialText? credential, out bool byCookie)
    {
        byCookie = request.Headers.Authorization.Count == 0;
        var text = byCookie ? request.Cookies[SessionCookie.Name] : BearerToken(request.Headers.Authorization);
        return CredentialText.TryParse(text, out credential) && MayCall(credential.Kind, byCookie);
    }

    private static bool MayCall(CredentialKind kind, bool byCookie) => kind switch
    {
        CredentialKind.OwnerSession => true,
        CredentialKind.AgentKey or CredentialKind.AgentSession => !byCookie,
        CredentialKind.AccountSession => byCookie,
        CredentialKind.Ticket or CredentialKind.Invite or CredentialKind.Bootstrap or CredentialKind.PageCode
            or CredentialKind.SignInLink => false,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of credential."),
    };

    private static string? BearerToken(Microsoft.Extensions.Primitives.StringValues header) =>
        header is [{ } only] && only.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? only[Bearer.Length..]
            : null;
}
