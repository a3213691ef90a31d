using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// GitHub, which has OAuth 2 with PKCE and no ID token: who somebody is, is the number of the user whom the access
/// token belongs to. Numbers are never given again; names and addresses are, and are not looked at. The token is asked
/// for no rights, used once, and kept nowhere.
/// </summary>
internal sealed class GitHubFlow(IssuerHttp http) : IIssuerFlow
{
    private const int MaxToken = 1024;

    public Task<string> LocationAsync(IssuerOptions issuer, IssuerAsk ask, CancellationToken cancellation) =>
        Task.FromResult($"{Base(issuer)}/login/oauth/authorize"
            + $"?client_id={Uri.EscapeDataString(issuer.ClientId)}&redirect_uri={Uri.EscapeDataString(ask.Redirect)}"
            + $"&state={ask.State}&code_challenge={ask.Challenge}&code_challenge_method=S256");

    public async Task<string?> SubjectAsync(
        IssuerOptions issuer, IssuerAsk ask, IssuerAnswer answer, CancellationToken cancellation)
    {
        // It does not name itself; an answer that names another one is none of its own.
        if (answer.Iss is not null && answer.Iss != Base(issuer))
            return null;
        if (await ExchangeAsync(issuer, ask, answer.Code, cancellation) is not { } token)
            return null;
        using var request = new HttpRequestMessage(HttpMethod.Get, Api(issuer) + "/user");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Headers.UserAgent.ParseAdd("ContextExchange");
        return await http.AskAsync(request, cancellation) is { } user
            && user.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number
            && id.TryGetInt64(out var number) && number > 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Null where the code is not taken, which GitHub says with 200 and an error.</summary>
    private async Task<string?> ExchangeAsync(
        IssuerOptions issuer, IssuerAsk ask, string code, CancellationToken cancellation)
    {
        var secret = issuer.ClientSecretFile is { } file
            ? (await File.ReadAllTextAsync(file, cancellation)).Trim()
            : throw new IssuerUnavailableException("GitHub needs the client's secret.");
        using var request = new HttpRequestMessage(HttpMethod.Post, Base(issuer) + "/login/oauth/access_token");
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = issuer.ClientId, ["client_secret"] = secret, ["code"] = code,
            ["redirect_uri"] = ask.Redirect, ["code_verifier"] = ask.Verifier,
        });
        return await http.AskAsync(request, cancellation) is { } granted
            && granted.TryGetProperty("access_token", out var token) && token.ValueKind == JsonValueKind.String
            && token.GetString() is { Length: > 0 and <= MaxToken } text && text.All(IsTokenCharacter)
            ? text
            : null;
    }

    /// <summary>RFC 6750, 2.1: anything else would not fit into a header.</summary>
    private static bool IsTokenCharacter(char one) =>
        char.IsAsciiLetterOrDigit(one) || "-._~+/=".Contains(one, StringComparison.Ordinal);

    private static string Base(IssuerOptions issuer) => (issuer.EffectiveIssuer ?? "").TrimEnd('/');

    /// <summary>An Enterprise server has its interface below itself (docs.github.com, REST).</summary>
    private static string Api(IssuerOptions issuer) =>
        Base(issuer) == IssuerOptions.GitHub ? "https://api.github.com" : Base(issuer) + "/api/v3";
}
