using System.Text.Json;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Talks to issuers: their configuration (which must name themselves), their keys, and the exchange of a code. Follows
/// no redirects and reads at most a mebibyte.
/// </summary>
internal sealed class IssuerClient : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <summary>Where an issuer's endpoints are.</summary>
    /// <exception cref="IssuerUnavailableException">It does not say so, or says it for somebody else.</exception>
    public async Task<Endpoints> DiscoverAsync(IssuerOptions issuer, CancellationToken cancellation)
    {
        var name = issuer.EffectiveIssuer ?? throw new IssuerUnavailableException("No issuer is set.");
        var document = await GetAsync(name.TrimEnd('/') + "/.well-known/openid-configuration", cancellation);
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

    /// <summary>The issuer's JWK set.</summary>
    public Task<JsonElement> KeysAsync(Endpoints endpoints, CancellationToken cancellation) =>
        GetAsync(endpoints.Keys, cancellation);

    /// <summary>The ID token for a code; null where the issuer does not take the code.</summary>
    public async Task<string?> ExchangeAsync(
        IssuerOptions issuer, Endpoints endpoints, string code, string verifier, string redirect,
        CancellationToken cancellation)
    {
        Dictionary<string, string> form = new()
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirect,
            ["client_id"] = issuer.ClientId, ["code_verifier"] = verifier,
        };
        if (issuer.ClientSecretFile is { } file)
            form["client_secret"] = (await File.ReadAllTextAsync(file, cancellation)).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoints.Token);
        request.Content = new FormUrlEncodedContent(form);
        using var answer = await SendAsync(request, cancellation);
        if ((int)answer.StatusCode is >= 400 and < 500)
            return null;
        return Text(await ReadAsync(answer, cancellation), "id_token") is { Length: > 0 } token ? token : null;
    }

    public void Dispose() => _http.Dispose();

    /// <param name="Authorization">Where the browser goes.</param>
    /// <param name="Token">Where a code is exchanged.</param>
    /// <param name="Keys">The JWK set.</param>
    /// <param name="NamesItself">Its answers carry <c>iss</c> (RFC 9207).</param>
    internal sealed record Endpoints(string Authorization, string Token, string Keys, bool NamesItself);

    private async Task<JsonElement> GetAsync(string url, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var answer = await SendAsync(request, cancellation);
        return await ReadAsync(answer, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException
            && !cancellation.IsCancellationRequested)
        {
            throw new IssuerUnavailableException("The issuer cannot be reached.", failure);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
            throw new IssuerUnavailableException($"The issuer answered {(int)answer.StatusCode}.");
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellation));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new IssuerUnavailableException("The issuer's answer is no JSON.", failure);
        }

        throw new IssuerUnavailableException("The issuer's answer is no JSON object.");
    }

    private static string Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString() ?? ""
            : "";
}
