using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The page's session. No script can read it, no other site can make a browser send it, and no other host or path can
/// set it.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "__Host-cex";

    public static void Set(HttpResponse response, IssuedCredential session) =>
        response.Cookies.Append(Name, session.Text.Reveal(), Options(session.ExpiresAt));

    public static void Clear(HttpResponse response) => response.Cookies.Delete(Name, Options(null));

    private static CookieOptions Options(DateTimeOffset? expires) => new()
    {
        Expires = expires,
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Strict,
        // Browsers treat http://localhost as secure, so this holds there too.
        Secure = true,
    };
}
