using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using static ContextExchange.Web.Tests.Accounts.IssuerPerson;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class IssuerTests
{
    /// <summary>What a token may say that is wrong, one thing each.</summary>
    private static readonly Dictionary<string, Action<JsonObject, JsonObject>> Wrong = new()
    {
        ["issuer"] = (_, claims) => claims["iss"] = "https://evil.example",
        ["audience"] = (_, claims) => claims["aud"] = "another-client",
        ["several audiences"] = (_, claims) => claims["aud"] = new JsonArray(ScriptedIssuer.Client, "another-client"),
        ["authorized party"] = (_, claims) => claims["azp"] = "another-client",
        ["nonce"] = (_, claims) => claims["nonce"] = "another-sign-in",
        ["no nonce"] = (_, claims) => claims.Remove("nonce"),
        ["expired"] = (_, claims) => claims["exp"] = (long)claims["iat"]! - 61,
        ["no expiry"] = (_, claims) => claims.Remove("exp"),
        ["from the future"] = (_, claims) => claims["iat"] = (long)claims["iat"]! + 61,
        ["old"] = (_, claims) => claims["iat"] = (long)claims["iat"]! - 601,
        ["no subject"] = (_, claims) => claims.Remove("sub"),
        ["no algorithm"] = (header, _) => header["alg"] = "none",
        ["another algorithm"] = (header, _) => header["alg"] = "RS384",
        ["another key"] = (header, _) => header["kid"] = "2",
        ["critical extension"] = (header, _) => header["crit"] = new JsonArray("exp"),
    };

    public static TheoryData<string> WrongTokens => [.. Wrong.Keys];

    [Fact]
    public async Task AnIdentityThatWasLinkedSignsInTheAccountAndNoAddressEverDoes()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        var account = await LinkAsync(server, issuer);
        var browser = new TestBrowser(server);

        using var linked = await SignInAsync(browser, issuer);
        var signedIn = await browser.AccountAsync();
        issuer.Subject = "subject-2";
        using var other = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal(HttpStatusCode.NoContent, linked.StatusCode);
        Assert.Equal((string?)account["account"], (string?)signedIn["account"]);
        Assert.Equal("aal1", (string?)signedIn["assurance"]);
        Assert.Equal("not-found", await other.CodeAsync());
    }

    [Fact]
    public async Task TheIssuersAreListed()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);

        using var answer = await server.Anonymous().GetAsync("/v1/sign-in/issuers");

        var item = Assert.Single((await answer.ReadAsync())["items"]!.AsArray())!;
        Assert.Equal(("test", "Test"), ((string?)item["id"], (string?)item["name"]));
    }

    [Theory, MemberData(nameof(WrongTokens))]
    public async Task AWrongTokenSignsNobodyIn(string what)
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        issuer.Bend = Wrong[what];

        using var answer = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task ATokenThatTheIssuersKeyDidNotSignSignsNobodyIn()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        using var stranger = RSA.Create(2048);
        issuer.Sign = content => stranger.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        using var foreign = await SignInAsync(new TestBrowser(server), issuer);
        issuer.Sign = _ => [];
        using var unsigned = await SignInAsync(new TestBrowser(server), issuer);
        issuer.Bend = (header, _) => header["alg"] = "HS256";
        issuer.Sign = content => HMACSHA256.HashData(issuer.Modulus, content);
        using var symmetric = await SignInAsync(new TestBrowser(server), issuer);

        Assert.Equal("unauthenticated", await foreign.CodeAsync());
        Assert.Equal("unauthenticated", await unsigned.CodeAsync());
        Assert.Equal("unauthenticated", await symmetric.CodeAsync());
    }

    [Fact]
    public async Task AnAnswerIsGoodOnceAndInTheBrowserThatAsked()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        var browser = new TestBrowser(server);
        var answer = issuer.Agree(await BeginAsync(browser, "/v1/sign-in/issuers/test"));
        var cookie = browser.Cookies["__Host-cex-issuer"];

        using var elsewhere = await CompleteAsync(new TestBrowser(server), answer);
        using var right = await CompleteAsync(browser, answer);
        var thief = new TestBrowser(server);
        thief.Cookies["__Host-cex-issuer"] = cookie;
        using var again = await CompleteAsync(thief, answer);

        Assert.Equal("unauthenticated", await elsewhere.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal("unauthenticated", await again.CodeAsync());
    }

    [Fact]
    public async Task AnotherBrowsersCodeIsWorthNothingAlsoWithTheOwnState()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        var victim = new TestBrowser(server);
        var own = issuer.Agree(await BeginAsync(victim, "/v1/sign-in/issuers/test"));
        var attackers = issuer.Agree(await BeginAsync(new TestBrowser(server), "/v1/sign-in/issuers/test"));

        using var answer = await CompleteAsync(
            victim, new JsonObject
            {
                ["code"] = (string)attackers["code"]!, ["state"] = (string)own["state"]!, ["iss"] = issuer.Address,
            });

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://evil.example")]
    public async Task AnAnswerThatDoesNotNameTheIssuerIsRefused(string? named)
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        var browser = new TestBrowser(server);
        var body = issuer.Agree(await BeginAsync(browser, "/v1/sign-in/issuers/test"));
        body["iss"] = named;

        using var answer = await CompleteAsync(browser, body);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task AConfigurationOfAnotherIssuerIsNotBelieved()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        issuer.Claimed = "https://evil.example";

        using var answer = await new TestBrowser(server).PostAsync("/v1/sign-in/issuers/test");

        Assert.Equal("unavailable", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnIdentityHasOneAccountUntilItIsUnlinked()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        await LinkAsync(server, issuer);
        var eve = new TestBrowser(server);
        await eve.SignInByLinkAsync("eve@example.org");
        using var taken = await TryToLinkAsync(eve, issuer);
        var browser = new TestBrowser(server);
        using var signedIn = await SignInAsync(browser, issuer);
        await browser.AccountAsync();
        var items = (await (await browser.Http.GetAsync("/v1/account/issuers")).ReadAsync())["items"]!.AsArray();

        using var unlinked = await browser.Http.DeleteAsync($"/v1/account/issuers/{Assert.Single(items)!["id"]}");
        using var refused = await SignInAsync(new TestBrowser(server), issuer);
        using var free = await TryToLinkAsync(eve, issuer);

        Assert.Equal("conflict", await taken.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, unlinked.StatusCode);
        Assert.Equal("not-found", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.Created, free.StatusCode);
    }

    [Fact]
    public async Task AnAnswerForSigningInLinksNothing()
    {
        await using var issuer = await ScriptedIssuer.StartAsync();
        await using var server = new TestServer(issuer.Settings);
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var body = issuer.Agree(await BeginAsync(browser, "/v1/sign-in/issuers/test"));

        using var answer = await browser.PostAsync("/v1/account/issuers/test/complete", body);

        Assert.Equal("invalid-signature", await answer.CodeAsync());
    }

    [Theory]
    [InlineData("/sign-in/issuers/test/callback?code=a&state=s", HttpStatusCode.Redirect)]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/v1/account", HttpStatusCode.Forbidden)]
    public async Task TheWayBackIsOpenAlsoWhereTheBrowserBringsItsCookies(string path, HttpStatusCode expected)
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        browser.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await browser.Http.GetAsync(path);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task TheCallbackHandsTheAnswerToThePageAndChangesNothing()
    {
        await using var server = new TestServer();

        using var answer = await server.Anonymous().GetAsync(
            "/sign-in/issuers/test/callback?code=a%26b&state=s&iss=https%3A%2F%2Fi.example&error=&x=1");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(
            "/sign-in#issuer=test&code=a%26b&state=s&iss=https%3A%2F%2Fi.example&error=",
            answer.Headers.Location!.OriginalString);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }
}
