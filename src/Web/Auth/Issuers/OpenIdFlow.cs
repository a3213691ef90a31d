using System.Text.Json;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// OpenID Connect: the issuer's configuration (which must name itself) says where its endpoints are, its ID token who
/// somebody is.
/// </summary>
internal sealed class OpenIdFlow(IssuerHttp http, TimeProvider clock) : IIssuerFlow
{
    public async Task<string> LocationAsync(IssuerOptions issuer, IssuerAsk ask, CancellationToken cancellation)
    {
        var endpoints = await DiscoverAsync(issuer, cancellation);
        var separator = endpoints.Authorization.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{endpoints.Authorization}{separator}response_type=code&scope=openid"
            + $"&client_id={Uri.EscapeDataString(issuer.ClientId)}&redirect_uri={Uri.EscapeDataString(ask.Redirect)}"
            + $"&state={ask.State}&nonce={ask.Nonce}&code_challenge={ask.Challenge}&code_challenge_method=S256";
    }

    public async Task<string?> SubjectAsync(
        IssuerOptions issuer, IssuerAsk ask, IssuerAnswer answer, CancellationToken cancellation)
    {
        var endpoints = await DiscoverAsync(issuer, cancellation);
        var name = issuer.EffectiveIssuer ?? "";
        // Against mix-up (RFC 9207): a code of one issuer must not be taken to another.
        if (answer.Iss is null ? endpoints.NamesItself : answer.Iss != name)
            return null;
        if (await ExchangeAsync(issuer, endpoints, ask, answer.Code, cancellation) is not { } token)
            return null;
        return IdToken.SubjectOf(
            token, await http.GetAsync(endpoints.Keys, cancellation),
            new IdToken.Expectation(name, issuer.ClientId, ask.Nonce), clock.GetUtcNow());
    }

    /// <param name="Authorization">Where the browser goes.</param>
    /// <param name="Token">Where a code is exchanged.</param>
    /// <param name="Keys">The JWK set.</param>
    /// <param name="NamesItself">Its answers carry <c>iss</c> (RFC 9207).</param>
    private sealed record Endpoints(string Authorization, string Token, string Keys, bool NamesItself);

    private async Task<Endpoints> DiscoverAsync(IssuerOptions issuer, CancellationToken cancellation)
    {
        var name = issuer.EffectiveIssuer ?? throw new IssuerUnavailableException("No issuer is set.");
        var document = await http.GetAsync(name.TrimEnd('/') + "/.well-known/openid-configuration", cancellation);
        var endpoints = new Endpoints(
            Text(document, "authorization_endpoint"), Text(document, "token_endpoint"), Text(document, "jwks_uri"),
            document.TryGetProperty("authorization_response_iss_parameter_supported", out var says)
                && says.ValueKind == JsonValueKind.True);
        // OpenID Connect Discovery, 4.3: another issuer's document would send codes and keys astray.
        if (Text(document, "issuer") != name || !IssuerOptionsRules.IsSafe(endpoints.Authorization)
            || !IssuerOptionsRules.IsSafe(endpoints.Token) || !IssuerOptionsRules.IsSafe(endpoints.Keys))
            throw new IssuerUnavailableException("The issuer's configuration is not its own.");
        return endpoints;
    }

    /// <summary>The ID token for a code; null where the issuer does not take the code.</summary>
    private async Task<string?> ExchangeAsync(
        IssuerOptions issuer, Endpoints endpoints, IssuerAsk ask, string code, CancellationToken cancellation)
    {
        Dictionary<string, string> form = new()
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = ask.Redirect,
            ["client_id"] = issuer.ClientId, ["code_verifier"] = ask.Verifier,
        };
        if (issuer.ClientSecretFile is { } file)
            form["client_secret"] = (await File.ReadAllTextAsync(file, cancellation)).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoints.Token);
        request.Content = new FormUrlEncodedContent(form);
        return await http.AskAsync(request, cancellation) is { } granted
            && Text(granted, "id_token") is { Length: > 0 } token
            ? token
            : null;
    }

    private static string Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString() ?? ""
            : "";
}
