using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Marks the browser that asked for a sign-in mail: the id of the request, a dot, and 256 random bits. Whoever opens
/// the link elsewhere (a mail scanner, a thief) does not have it.
/// </summary>
internal static class LoginCookie
{
    public const string Name = "__Host-cex-login";
    private const int SecretSize = 32;
    private const string Purpose = "login cookie";

    /// <summary>Gives the browser a new cookie for this request.</summary>
    /// <returns>Its hash, to be stored.</returns>
    public static byte[] Set(HttpResponse response, string requestId, DateTimeOffset expires, Pepper pepper)
    {
        var value = requestId + "." + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretSize));
        response.Cookies.Append(Name, value, Options(expires));
        return HashOf(value, pepper);
    }

    public static void Clear(HttpResponse response) => response.Cookies.Delete(Name, Options(null));

    /// <summary>Hash of the cookie that the browser sent (32 bytes); empty for none.</summary>
    public static byte[] HashOf(HttpRequest request, Pepper pepper) =>
        request.Cookies[Name] is { Length: > 0 and <= 128 } value ? HashOf(value, pepper) : [];

    /// <summary>Which request the cookie names; null for none.</summary>
    public static string? RequestOf(HttpRequest request) =>
        request.Cookies[Name] is { } value && value.Length > CredentialText.PublicIdLength
        && value[CredentialText.PublicIdLength] == '.'
        && value[..CredentialText.PublicIdLength].All(char.IsAsciiLetterOrDigit)
            ? value[..CredentialText.PublicIdLength]
            : null;

    private static byte[] HashOf(string value, Pepper pepper) => pepper.TagOf(Purpose, Encoding.UTF8.GetBytes(value));

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
