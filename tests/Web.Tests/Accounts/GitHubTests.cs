using System.Net;
using System.Text.Json.Nodes;
using ContextExchange.Web.Auth;
using static ContextExchange.Web.Tests.Accounts.IssuerPerson;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class GitHubTests
{
    [Fact]
    public async Task TheUsersNumberSignsInAndNeitherNameNorAddressDoes()
    {
        await using var gitHub = await ScriptedGitHub.StartAsync();
        await using var server = new TestServer(gitHub.Settings);
        var account = await LinkAsync(server, gitHub);
        var browser = new TestBrowser(server);

        gitHub.Person = new JsonObject { ["login"] = "renamed", ["id"] = 583231 };
        using var same = await SignInAsync(browser, gitHub);
        var signedIn = await browser.AccountAsync();
        gitHub.Person = new JsonObject { ["login"] = "ada", ["id"] = 583232, ["email"] = Ada };
        using var other = await SignInAsync(new TestBrowser(server), gitHub);

        Assert.Equal(HttpStatusCode.NoContent, same.StatusCode);
        Assert.Equal((string?)account["account"], (string?)signedIn["account"]);
        Assert.Equal("not-found", await other.CodeAsync());
        Assert.Equal(("ContextExchange", "application/vnd.github+json"), gitHub.Asked);
    }

    [Fact]
    public async Task ACodeIsGoodOnceAndInTheBrowserThatAsked()
    {
        await using var gitHub = await ScriptedGitHub.StartAsync();
        await using var server = new TestServer(gitHub.Settings);
        await LinkAsync(server, gitHub);
        var browser = new TestBrowser(server);
        var answer = gitHub.Agree(await BeginAsync(browser, "/v1/sign-in/issuers/test"));
        var attacker = new TestBrowser(server);
        var own = gitHub.Agree(await BeginAsync(attacker, "/v1/sign-in/issuers/test"));

        // The victim's code under the attacker's state: the verifier does not fit.
        own["code"] = (string)answer["code"]!;
        using var stolen = await CompleteAsync(attacker, own);
        using var used = await CompleteAsync(browser, answer);
        using var right = await SignInAsync(browser, gitHub);

        Assert.Equal("unauthenticated", await stolen.CodeAsync());
        Assert.Equal("unauthenticated", await used.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
    }

    [Theory]
    [InlineData("""{"login":"ada"}""")]
    [InlineData("""{"login":"ada","id":null}""")]
    [InlineData("""{"login":"ada","id":"583231"}""")]
    [InlineData("""{"login":"ada","id":0}""")]
    [InlineData("""{"login":"ada","id":-583231}""")]
    [InlineData("""{"login":"ada","id":583231.5}""")]
    [InlineData("""{"login":"ada","id":99999999999999999999}""")]
    [InlineData("""{"node_id":583231}""")]
    public async Task WhoHasNoNumberIsNobody(string user)
    {
        await using var gitHub = await ScriptedGitHub.StartAsync();
        await using var server = new TestServer(gitHub.Settings);
        await LinkAsync(server, gitHub);
        gitHub.Person = JsonNode.Parse(user)!.AsObject();

        using var answer = await SignInAsync(new TestBrowser(server), gitHub);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":7}""")]
    [InlineData("""{"access_token":"a b"}""")]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1"}""")]
    [InlineData("""{"error":"bad_verification_code"}""")]
    public async Task WhatIsNoTokenAsksForNobody(string granted)
    {
        await using var gitHub = await ScriptedGitHub.StartAsync();
        await using var server = new TestServer(gitHub.Settings);
        gitHub.Granted = JsonNode.Parse(granted)!.AsObject();

        using var answer = await SignInAsync(new TestBrowser(server), gitHub);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
        Assert.Null(gitHub.Asked);
    }

    [Fact]
    public async Task AnAnswerThatNamesAnotherIssuerIsRefused()
    {
        await using var gitHub = await ScriptedGitHub.StartAsync();
        await using var server = new TestServer(gitHub.Settings);
        await LinkAsync(server, gitHub);
        var browser = new TestBrowser(server);
        var answer = gitHub.Agree(await BeginAsync(browser, "/v1/sign-in/issuers/test"));
        answer["iss"] = "https://evil.example";

        using var refused = await CompleteAsync(browser, answer);

        Assert.Equal("unauthenticated", await refused.CodeAsync());
    }

    [Fact]
    public void ThePresetsNeedAnIdAndAClientAlone()
    {
        var gitHub = new IssuerOptions
        {
            Id = "github", ClientId = "a", ClientSecretFile = typeof(GitHubTests).Assembly.Location,
        };
        var google = new IssuerOptions { Id = "google", ClientId = "b" };

        Assert.Empty(IssuerOptionsRules.Problems([gitHub, google]));
        Assert.Equal(("github", "GitHub", "https://github.com"),
            (gitHub.EffectiveKind, gitHub.EffectiveName, gitHub.EffectiveIssuer));
        Assert.Equal(("openid", "Google", "https://accounts.google.com"),
            (google.EffectiveKind, google.EffectiveName, google.EffectiveIssuer));
    }

    [Theory]
    [InlineData("github", null, "ClientSecretFile")]
    [InlineData("work", "saml", "must be openid or github")]
    [InlineData("work", null, "https address")]
    public void WhatIsWrongWithASettingIsSaid(string id, string? kind, string explanation) => Assert.Contains(
        explanation, string.Join(' ', IssuerOptionsRules.Problems(
            [new IssuerOptions { Id = id, Kind = kind, ClientId = "a" }])));

    private static async Task<JsonObject> LinkAsync(TestServer server, ScriptedGitHub gitHub)
    {
        var browser = new TestBrowser(server);
        var account = await browser.SignInByLinkAsync(Ada);
        using var linked = await browser.PostAsync(
            "/v1/account/issuers/test/complete", gitHub.Agree(await BeginAsync(browser, "/v1/account/issuers/test")));
        Assert.Equal(HttpStatusCode.Created, linked.StatusCode);
        return account;
    }

    private static async Task<HttpResponseMessage> SignInAsync(TestBrowser browser, ScriptedGitHub gitHub) =>
        await CompleteAsync(browser, gitHub.Agree(await BeginAsync(browser, "/v1/sign-in/issuers/test")));
}
