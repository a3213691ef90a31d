using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The authorization code flow with PKCE (RFC 6749, 7636, 9700). State, nonce and verifier stand sealed in the
/// browser's cookie, for one purpose, one issuer and one use. Who somebody is, is (issuer, subject), never an address.
/// </summary>
internal sealed class IssuerSignIn(
    ServerOptions options, OpenIdFlow openId, GitHubFlow gitHub, SealedStates states, ServerAddress address)
{
    public const string CookieName = "__Host-cex-issuer";
    private const int RandomSize = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public IssuerOptions? Find(string id) => options.Issuers.FirstOrDefault(issuer => issuer.Id == id);

    /// <summary>Where the browser goes; its cookie remembers why.</summary>
    public async Task<string> BeginAsync(HttpContext http, IssuerOptions issuer, string purpose)
    {
        var ask = new IssuerAsk(Random(), Random(), Random(), RedirectOf(issuer));
        var location = await FlowOf(issuer).LocationAsync(issuer, ask, http.RequestAborted);
        var (text, expires) = states.Seal(
            PurposeOf(purpose, issuer), $"{ask.State}.{ask.Nonce}.{ask.Verifier}", Lifetime);
        http.Response.Cookies.Append(CookieName, text, Cookie(expires));
        return location;
    }

    /// <summary>SHA-256 over issuer and subject (32 bytes); null when anything about the answer is wrong.</summary>
    /// <exception cref="IssuerUnavailableException">The issuer cannot be asked.</exception>
    public async Task<byte[]?> CompleteAsync(
        HttpContext http, IssuerOptions issuer, string purpose, IssuerAnswer answer)
    {
        http.Response.Cookies.Delete(CookieName, Cookie(null));
        var state = await states.UseAsync(PurposeOf(purpose, issuer), http.Request.Cookies[CookieName]);
        if (state?.Split('.') is not [var sent, var nonce, var verifier]
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(answer.State)))
            return null;
        var ask = new IssuerAsk(sent, nonce, verifier, RedirectOf(issuer));
        return await FlowOf(issuer).SubjectAsync(issuer, ask, answer, http.RequestAborted) is { } subject
            ? SHA256.HashData(Encoding.UTF8.GetBytes(issuer.EffectiveIssuer + "\0" + subject))
            : null;
    }

    /// <summary>Anybody signs in.</summary>
    public const string SignIn = "issuer sign-in";

    /// <summary>This session links an identity to its account.</summary>
    public static string LinkingBy(CredentialSubject session) => "issuer of " + session.CredentialId;

    private IIssuerFlow FlowOf(IssuerOptions issuer) => issuer.EffectiveKind switch
    {
        IssuerOptions.GitHubKind => gitHub,
        _ => openId,
    };

    private string RedirectOf(IssuerOptions issuer) => $"{address.Origin}/sign-in/issuers/{issuer.Id}/callback";

    private static string PurposeOf(string purpose, IssuerOptions issuer) => purpose + " at " + issuer.Id;

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomSize));

    private static CookieOptions Cookie(DateTimeOffset? expires) => new()
    {
        Expires = expires,
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Strict,
        Secure = true,
    };
}
