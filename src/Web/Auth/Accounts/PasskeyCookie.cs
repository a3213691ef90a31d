using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Carries a passkey ceremony's state between its two requests, sealed by <see cref="SealedStates"/>.
/// </summary>
internal static class PasskeyCookie
{
    public const string Name = "__Host-cex-passkey";

    public static void Set(HttpResponse response, string state, DateTimeOffset expires) =>
        response.Cookies.Append(Name, state, Options(expires));

    public static void Clear(HttpResponse response) => response.Cookies.Delete(Name, Options(null));

    private static CookieOptions Options(DateTimeOffset? expires) => new()
    {
        Expires = expires,
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Strict,
        Secure = true,
    };
}
