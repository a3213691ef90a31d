using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The authorization code flow with PKCE (RFC 6749, 7636, 9700; OpenID Connect). State, nonce and verifier stand sealed
/// in the browser's cookie, for one purpose and one use. Who somebody is, is (issuer, subject), never an address.
/// </summary>
internal sealed class IssuerSignIn(
    ServerOptions options, IssuerClient client, SealedStates states, ServerAddress address, TimeProvider clock)
{
    public const string CookieName = "__Host-cex-issuer";
    private const int RandomSize = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public IssuerOptions? Find(string id) => options.Issuers.FirstOrDefault(issuer => issuer.Id == id);

    /// <summary>Where the browser goes; its cookie remembers why.</summary>
    public async Task<string> BeginAsync(HttpContext http, IssuerOptions issuer, string purpose)
    {
        var endpoints = await client.DiscoverAsync(issuer, http.RequestAborted);
        var (state, nonce, verifier) = (Random(), Random(), Random());
        var (text, expires) = states.Seal(PurposeOf(purpose, issuer), $"{state}.{nonce}.{verifier}", Lifetime);
        http.Response.Cookies.Append(CookieName, text, Cookie(expires));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var separator = endpoints.Authorization.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{endpoints.Authorization}{separator}response_type=code&scope=openid"
            + $"&client_id={Uri.EscapeDataString(issuer.ClientId)}"
            + $"&redirect_uri={Uri.EscapeDataString(RedirectOf(issuer))}"
            + $"&state={state}&nonce={nonce}&code_challenge={challenge}&code_challenge_method=S256";
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
        var endpoints = await client.DiscoverAsync(issuer, http.RequestAborted);
        var name = issuer.EffectiveIssuer ?? "";
        // Against mix-up (RFC 9207): a code of one issuer must not be taken to another.
        if (answer.Iss is null ? endpoints.NamesItself : answer.Iss != name)
            return null;
        var token = await client.ExchangeAsync(
            issuer, endpoints, answer.Code, verifier, RedirectOf(issuer), http.RequestAborted);
        var subject = token is null ? null : IdToken.SubjectOf(
            token, await client.KeysAsync(endpoints, http.RequestAborted),
            new IdToken.Expectation(name, issuer.ClientId, nonce), clock.GetUtcNow());
        return subject is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(name + "\0" + subject));
    }

    /// <summary>Anybody signs in.</summary>
    public const string SignIn = "issuer sign-in";

    /// <summary>This session links an identity to its account.</summary>
    public static string LinkingBy(CredentialSubject session) => "issuer of " + session.CredentialId;

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
