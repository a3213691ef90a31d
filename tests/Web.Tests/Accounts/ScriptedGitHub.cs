using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>A GitHub Enterprise server on a loopback port, as far as signing in needs one. It checks PKCE.</summary>
internal sealed class ScriptedGitHub : IAsyncDisposable
{
    private const string Client = "cex-client";
    private const string Secret = "sesame";

    private readonly WebApplication _app;
    private readonly string _folder = Directory.CreateTempSubdirectory("cex-github-").FullName;
    private readonly Dictionary<string, (string Challenge, string Redirect)> _codes = [];

    private ScriptedGitHub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/login/oauth/access_token", TokenAsync);
        _app.MapGet("/api/v3/user", User);
        File.WriteAllText(SecretFile, Secret + "\n");
    }

    public string Address => _app.Urls.First();

    /// <summary>What <c>/user</c> says; the name and the address can be anybody's.</summary>
    public JsonObject Person { get; set; } = new()
    {
        ["login"] = "ada", ["id"] = 583231, ["email"] = "ada@example.org",
    };

    /// <summary>What is granted for a right code.</summary>
    public JsonObject Granted { get; set; } = new()
    {
        ["access_token"] = "gho_16C7e42F292c6912E7710c838347Ae178B4a", ["scope"] = "", ["token_type"] = "bearer",
    };

    /// <summary>User agent and accepted type of the last call for the user; null before the first.</summary>
    public (string UserAgent, string Accept)? Asked { get; private set; }

    /// <summary>The settings of a server that knows it as <c>test</c>.</summary>
    public string[] Settings =>
    [
        "Issuers:0:Id=test", "Issuers:0:Kind=github", $"Issuers:0:Issuer={Address}", $"Issuers:0:ClientId={Client}",
        $"Issuers:0:ClientSecretFile={SecretFile}",
    ];

    private string SecretFile => Path.Combine(_folder, "secret");

    public static async Task<ScriptedGitHub> StartAsync()
    {
        var gitHub = new ScriptedGitHub();
        await gitHub._app.StartAsync();
        return gitHub;
    }

    /// <summary>The person agrees: what comes back to the callback.</summary>
    public JsonObject Agree(string location)
    {
        Assert.StartsWith(Address + "/login/oauth/authorize?", location);
        var query = HttpUtility.ParseQueryString(new Uri(location).Query);
        Assert.Equal((Client, "S256", null), (query["client_id"], query["code_challenge_method"], query["scope"]));
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(10));
        _codes[code] = (query["code_challenge"]!, query["redirect_uri"]!);
        return new JsonObject { ["code"] = code, ["state"] = query["state"] };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A wrong code is answered as GitHub does: with 200.</summary>
    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var verified = SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()));
        return _codes.Remove(form["code"].ToString(), out var code)
            && code.Challenge == Base64Url.EncodeToString(verified) && code.Redirect == form["redirect_uri"]
            && form["client_id"] == Client && form["client_secret"] == Secret
            && request.Headers.Accept == "application/json"
            ? Json(Granted)
            : Json(new JsonObject { ["error"] = "bad_verification_code", ["error_description"] = "Incorrect." });
    }

    private IResult User(HttpRequest request)
    {
        Asked = (request.Headers.UserAgent.ToString(), request.Headers.Accept.ToString());
        return request.Headers.Authorization == "Bearer " + Granted["access_token"] ? Json(Person)
            : Results.Unauthorized();
    }

    private static IResult Json(JsonObject body) => Results.Text(body.ToJsonString(), "application/json");
}
