using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>An OpenID provider on a loopback port. It checks PKCE; what it says otherwise can be bent.</summary>
internal sealed class ScriptedIssuer : IAsyncDisposable
{
    public const string Client = "cex-client";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private readonly TestClock _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_780_000_000_000));
    private readonly Dictionary<string, (string Challenge, string Nonce, string Redirect)> _codes = [];

    private ScriptedIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/.well-known/openid-configuration", () => Json(Configuration()));
        _app.MapGet("/keys", () => Json(Keys()));
        _app.MapPost("/token", TokenAsync);
    }

    public string Address => _app.Urls.First();

    public string Subject { get; set; } = "subject-1";

    /// <summary>What the configuration says it is.</summary>
    public string? Claimed { get; set; }

    /// <summary>Changes header and claims before they are signed.</summary>
    public Action<JsonObject, JsonObject> Bend { get; set; } = (_, _) => { };

    /// <summary>Signs the token instead of the issuer's own key; null for its own.</summary>
    public Func<byte[], byte[]>? Sign { get; set; }

    /// <summary>Where the configuration says that codes are exchanged; null for here.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>Answers instead of the token endpoint; null for its own answer.</summary>
    public Func<HttpContext, Task<IResult>>? OnToken { get; set; }

    /// <summary>Whether answers carry <c>iss</c>, as the configuration then says.</summary>
    public bool NamesItself { get; set; } = true;

    /// <summary>How often the token endpoint was asked.</summary>
    public int Exchanges { get; private set; }

    /// <summary>The public key as PEM, for who would use its text as an HMAC key.</summary>
    public byte[] PublicPem => Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    /// <summary>The public key's modulus, for who would use it as an HMAC key.</summary>
    public byte[] Modulus => _key.ExportParameters(includePrivateParameters: false).Modulus!;

    public static async Task<ScriptedIssuer> StartAsync()
    {
        var issuer = new ScriptedIssuer();
        await issuer._app.StartAsync();
        return issuer;
    }

    /// <summary>The settings of a server that knows this issuer as <c>test</c>.</summary>
    public string[] Settings => SettingsAs(0, "test");

    /// <summary>The same under another number and id.</summary>
    public string[] SettingsAs(int number, string id) =>
    [
        $"Issuers:{number}:Id={id}", $"Issuers:{number}:Name={char.ToUpperInvariant(id[0])}{id[1..]}",
        $"Issuers:{number}:Issuer={Address}", $"Issuers:{number}:ClientId={Client}",
    ];

    /// <summary>The person agrees: what comes back to the callback.</summary>
    public JsonObject Agree(string location)
    {
        var query = HttpUtility.ParseQueryString(new Uri(location).Query);
        Assert.Equal(("code", Client, "S256", "openid"), (query["response_type"], query["client_id"],
            query["code_challenge_method"], query["scope"]));
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (query["code_challenge"]!, query["nonce"]!, query["redirect_uri"]!);
        var answer = new JsonObject { ["code"] = code, ["state"] = query["state"] };
        if (NamesItself)
            answer["iss"] = Address;
        return answer;
    }

    /// <summary>Signs with the issuer's own key.</summary>
    public byte[] SignOwn(byte[] content) =>
        _key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private JsonObject Configuration() => new()
    {
        ["issuer"] = Claimed ?? Address,
        ["authorization_endpoint"] = Address + "/authorize",
        ["token_endpoint"] = TokenEndpoint ?? Address + "/token",
        ["jwks_uri"] = Address + "/keys",
        ["authorization_response_iss_parameter_supported"] = NamesItself,
    };

    private JsonObject Keys()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA", ["kid"] = "1", ["use"] = "sig",
                ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        };
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        Exchanges++;
        if (OnToken is { } instead)
            return await instead(request.HttpContext);
        var form = await request.ReadFormAsync();
        var verified = SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()));
        return _codes.Remove(form["code"].ToString(), out var code)
            && code.Challenge == Base64Url.EncodeToString(verified)
            && code.Redirect == form["redirect_uri"] && form["client_id"] == Client
            ? Json(new JsonObject { ["id_token"] = Token(code.Nonce) })
            : Results.BadRequest();
    }

    private string Token(string nonce)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = "1" };
        var claims = new JsonObject
        {
            ["iss"] = Address, ["sub"] = Subject, ["aud"] = Client, ["nonce"] = nonce, ["iat"] = now,
            ["exp"] = now + 300, ["email"] = "ada@example.org",
        };
        Bend(header, claims);
        var content = Encoded(header) + "." + Encoded(claims);
        var bytes = Encoding.ASCII.GetBytes(content);
        var signature = Sign is { } sign
            ? sign(bytes)
            : SignOwn(bytes);
        return content + "." + Base64Url.EncodeToString(signature);
    }

    private static string Encoded(JsonObject part) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static IResult Json(JsonObject body) => Results.Text(body.ToJsonString(), "application/json");
}
