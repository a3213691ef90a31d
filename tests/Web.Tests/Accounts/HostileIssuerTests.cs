using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Http;
using static ContextExchange.Web.Tests.Accounts.IssuerPerson;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>
/// What an issuer, or who stands between it and the browser, may try. Wrong claims and plain forgeries are in
/// <see cref="IssuerTests"/>.
/// </summary>
public sealed class HostileIssuerTests
{
    /// <summary>What the public key may be taken for as an HMAC key.</summary>
    private static readonly Dictionary<string, Func<ScriptedIssuer, byte[]>> Confusions = new()
    {
        ["modulus"] = issuer => issuer.Modulus,
        ["PEM"] = issuer => issuer.PublicPem,
        ["nothing"] = _ => [],
        ["client id"] = _ => Encoding.ASCII.GetBytes(ScriptedIssuer.Client),
    };

    /// <summary>Headers that would have the verifier take another key, or none.</summary>
    private static readonly Dictionary<string, Action<JsonObject>> Headers = new()
    {
        ["None"] = header => header["alg"] = "None",
        ["empty"] = header => header["alg"] = "",
        ["absent"] = header => header.Remove("alg"),
        ["a list"] = header => header["alg"] = new JsonArray("RS256"),
        ["own key inside"] = header => header["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = "AA" },
        ["own key elsewhere"] = header => header["jku"] = "http://127.0.0.1:1/keys",
        ["elliptic"] = header => header["alg"] = "ES256",
    };

    public static TheoryData<string> KeyConfusions => [.. Confusions.Keys];

    public static TheoryData<string> WrongHeaders => [.. Headers.Keys];

    [Theory, MemberData(nameof(KeyConfusions))]
    public async Task ThePublicKeyIsNoSecretThatSigns(string what)
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        issuer.Bend = (header, _) => header["alg"] = "HS256";
        issuer.Sign = content => HMACSHA256.HashData(Confusions[what](issuer), content);

        using var answer = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Theory, MemberData(nameof(WrongHeaders))]
    public async Task AHeaderDoesNotChooseHowItIsVerified(string what)
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        using var stranger = RSA.Create(2048);
        issuer.Bend = (header, _) => Headers[what](header);
        issuer.Sign = content => stranger.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        using var forged = await SignInAsync(new TestBrowser(server), issuer);
        issuer.Sign = _ => [];
        using var unsigned = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unauthenticated", await forged.CodeAsync());
        Assert.Equal("unauthenticated", await unsigned.CodeAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerOfOneIssuerIsWorthNothingAtAnother(bool namesItself)
    {
        await using var honest = await ScriptedIssuer.StartAsync();
        await using var evil = await ScriptedIssuer.StartAsync();
        (honest.NamesItself, evil.NamesItself) = (namesItself, namesItself);
        await using var server = new TestServer([.. honest.Settings, .. evil.SettingsAs(1, "evil")]);
        await LinkAsync(server, honest);
        var victim = new TestBrowser(server);
        // The victim chose the evil one, which sends the browser on to the honest one and hopes for its code.
        var asked = new Uri(await BeginAsync(victim, "/v1/sign-in/issuers/evil"));
        var code = honest.Agree(honest.Address + "/authorize" + asked.Query);

        using var atEvil = await CompleteAsync(victim, code, "evil");
        victim = new TestBrowser(server);
        await BeginAsync(victim, "/v1/sign-in/issuers/evil");
        using var atHonest = await CompleteAsync(victim, code);

        Assert.NotEqual(HttpStatusCode.NoContent, atEvil.StatusCode);
        Assert.Equal("unauthenticated", await atHonest.CodeAsync());
        // Where answers are named, the code never even leaves for the wrong issuer.
        Assert.Equal(namesItself ? 0 : 1, evil.Exchanges);
        Assert.Equal(1, honest.Exchanges);
    }

    [Fact]
    public async Task TheSameSubjectOfAnotherIssuerIsSomebodyElse()
    {
        await using var honest = await ScriptedIssuer.StartAsync();
        await using var evil = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer([.. honest.Settings, .. evil.SettingsAs(1, "evil")]);
        await LinkAsync(server, honest);

        using var answer = await SignInAsync(new TestBrowser(server), evil, "evil");

        Assert.Equal("not-found", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnIssuerThatClaimsAnothersNameInItsTokenIsNotBelieved()
    {
        await using var honest = await ScriptedIssuer.StartAsync();
        await using var evil = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer([.. honest.Settings, .. evil.SettingsAs(1, "evil")]);
        await LinkAsync(server, honest);
        evil.Bend = (_, claims) => claims["iss"] = honest.Address;

        using var answer = await SignInAsync(new TestBrowser(server), evil, "evil");

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task ASubjectThatIsSwappedMeanwhileLinksWhatTheTokenSaysAndSignsInNobodyElse()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        // The token is signed for subject-1 and then changed: the signature is over what it was.
        issuer.Subject = "subject-2";
        var honest = await SignedAsync(issuer, server);
        var claims = JsonNode.Parse(Decoded(honest.Split('.')[1]))!;
        claims["sub"] = "subject-1";
        var swapped = $"{honest.Split('.')[0]}.{Encoded(claims.ToJsonString())}.{honest.Split('.')[2]}";
        issuer.OnToken = _ => Task.FromResult(Results.Json(new { id_token = swapped }));

        using var answer = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task ATokenOfAnEarlierSignInIsWorthNothingInTheNext()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        var token = await SignedAsync(issuer, server);
        issuer.OnToken = _ => Task.FromResult(Results.Json(new { id_token = token }));

        using var answer = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task ACodeIsNotSentWhereTheTokenEndpointRedirectsTo()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var elsewhere = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        issuer.OnToken = _ => Task.FromResult(Results.Redirect(
            elsewhere.Address + "/token", permanent: false, preserveMethod: true));

        using var answer = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unavailable", await answer.CodeAsync());
        Assert.Equal(0, elsewhere.Exchanges);
    }

    [Theory]
    [InlineData("http://issuer.example/token")]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/token")]
    [InlineData("")]
    public async Task AConfigurationThatSendsCodesOverAnOpenNetworkIsRefused(string endpoint)
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        issuer.TokenEndpoint = endpoint;

        using var answer = await new TestBrowser(server).PostAsync("/v1/sign-in/issuers/test");

        Assert.Equal("unavailable", await answer.CodeAsync());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("huge")]
    [InlineData("endless")]
    [InlineData("no JSON")]
    [InlineData("a list")]
    [InlineData("deep")]
    [InlineData("failure")]
    [InlineData("cut off")]
    public async Task WhatIsNoAnswerEndsTheTryAndHarmsNobody(string what)
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        issuer.OnToken = context => NonsenseAsync(context, what);

        using var answer = await SignInAsync(new TestBrowser(server), issuer);
        issuer.OnToken = null;
        using var next = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unavailable", await answer.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, next.StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id_token":null}""")]
    [InlineData("""{"id_token":7}""")]
    [InlineData("""{"id_token":""}""")]
    [InlineData("""{"id_token":"a.b"}""")]
    [InlineData("""{"id_token":"a.b.c.d"}""")]
    [InlineData("""{"id_token":"....."}""")]
    [InlineData("""{"error":"invalid_grant"}""")]
    public async Task AnAnswerWithoutATokenSignsNobodyIn(string body)
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        issuer.OnToken = _ => Task.FromResult(Results.Text(body, "application/json"));

        using var answer = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnIssuerThatDoesNotAnswerIsWaitedForTenSeconds()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        var asked = new TaskCompletionSource();
        issuer.OnToken = async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default);
            return Results.Ok();
        };
        var signingIn = SignInAsync(new TestBrowser(server), issuer);
        await asked.Task.WaitAsync(TestServer.Patience);
        server.Clock.Advance(IssuerHttp.Patience);

        using var answer = await signingIn.WaitAsync(TestServer.Patience);

        Assert.Equal("unavailable", await answer.CodeAsync());
    }

    private static async Task<IResult> NonsenseAsync(HttpContext context, string what)
    {
        switch (what)
        {
            case "huge":
                return Results.Text($$"""{"id_token":"{{new string('a', 2 * 1024 * 1024)}}"}""", "application/json");
            case "endless":
                // Without a length, until the reader has had enough.
                context.Response.ContentType = "application/json";
                var some = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
                try
                {
                    while (!context.RequestAborted.IsCancellationRequested)
                        await context.Response.Body.WriteAsync(some, context.RequestAborted);
                }
                catch (Exception ended) when (ended is OperationCanceledException or IOException)
                {
                    return Results.Empty;
                }

                return Results.Empty;
            case "no JSON":
                return Results.Text("<html>", "application/json");
            case "a list":
                return Results.Text("[]", "application/json");
            case "deep":
                return Results.Text(new string('[', 100_000), "application/json");
            case "failure":
                return Results.StatusCode(500);
            default:
                context.Response.ContentLength = 1_000;
                await context.Response.WriteAsync("{");
                context.Abort();
                return Results.Empty;
        }
    }

    /// <summary>An ID token that the issuer really signed, in a sign-in of its own.</summary>
    private static async Task<string> SignedAsync(ScriptedIssuer issuer, TestServer server)
    {
        var seen = "";
        issuer.Sign = content => Captured(issuer, content, token => seen = token);
        using var answer = await SignInAsync(new TestBrowser(server), issuer);
        issuer.Sign = null;
        return seen;
    }

    private static byte[] Captured(ScriptedIssuer issuer, byte[] content, Action<string> seen)
    {
        var signature = issuer.SignOwn(content);
        seen(Encoding.ASCII.GetString(content) + "." + Convert.ToBase64String(signature)
            .TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        return signature;
    }

    private static string Decoded(string part) =>
        Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    private static string Encoded(string json) =>
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
