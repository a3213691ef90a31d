using System.Net;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class AccountSessionTests
{
    private const string Ada = "ada@example.org";

    [Fact]
    public async Task TheCookieIsHostOnlySecureAndOutOfReachOfScripts()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);

        using var confirmed = await browser.ConfirmAsync(await browser.RequestLinkAsync(Ada));

        var cookie = confirmed.Headers.GetValues("Set-Cookie")
            .Single(text => text.StartsWith("__Host-cex=", StringComparison.Ordinal));
        Assert.Contains("; path=/; secure; samesite=strict; httponly", cookie);
        Assert.DoesNotContain("domain=", cookie);
    }

    [Fact]
    public async Task SigningInAlwaysBeginsANewSessionAndEndsTheOneBefore()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var before = new TestBrowser(server);
        before.Cookies["__Host-cex"] = browser.Session!;

        await browser.SignInByLinkAsync(Ada);
        using var old = await before.Http.GetAsync("/v1/account");

        Assert.NotEqual(before.Session, browser.Session);
        Assert.Equal("unauthenticated", await old.CodeAsync());
    }

    [Fact]
    public async Task ASessionThatSomebodyPlantedIsNotTakenOver()
    {
        await using var server = new TestServer();
        var attacker = new TestBrowser(server);
        await attacker.SignInByLinkAsync("eve@example.org");
        var victim = new TestBrowser(server);
        victim.Cookies["__Host-cex"] = attacker.Session!;

        var account = await victim.SignInByLinkAsync(Ada);
        using var planted = await attacker.Http.GetAsync("/v1/account");

        Assert.Equal(Ada, (string?)account["email"]);
        Assert.Equal("unauthenticated", await planted.CodeAsync());
    }

    [Fact]
    public async Task ASessionEndsAfterAnHourWithoutUse()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        server.Clock.Advance(TimeSpan.FromMinutes(59));
        using var used = await browser.Http.GetAsync("/v1/account");
        server.Clock.Advance(TimeSpan.FromMinutes(60));
        using var idle = await browser.Http.GetAsync("/v1/account");

        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal("unauthenticated", await idle.CodeAsync());
    }

    [Fact]
    public async Task ASessionEndsAfterADayHoweverItIsUsed()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        for (var half = 1; half < 48; half++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(30));
            using var used = await browser.Http.GetAsync("/v1/account");
            Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        }

        server.Clock.Advance(TimeSpan.FromMinutes(30));
        using var over = await browser.Http.GetAsync("/v1/account");

        Assert.Equal("unauthenticated", await over.CodeAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task AChangeWithoutTheTokenIsForbidden(string? token)
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        browser.Csrf = token;

        using var answer = await browser.Http.PatchAsync("/v1/account", Json("""{"name":"Eve"}"""));

        Assert.Equal("forbidden", await answer.CodeAsync());
        Assert.Equal("ada", (string?)(await browser.AccountAsync())["name"]);
    }

    [Fact]
    public async Task AnotherSessionsTokenDoesNotCount()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var other = new TestBrowser(server);
        await other.SignInByLinkAsync(Ada);
        browser.Csrf = other.Csrf;

        using var answer = await browser.Http.PatchAsync("/v1/account", Json("""{"name":"Eve"}"""));

        Assert.Equal("forbidden", await answer.CodeAsync());
    }

    [Fact]
    public async Task WithTheTokenTheAccountIsRenamed()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        using var answer = await browser.Http.PatchAsync("/v1/account", Json("""{"name":"Ada Lovelace"}"""));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("Ada Lovelace", (string?)(await browser.AccountAsync())["name"]);
    }

    [Fact]
    public async Task ThePageOfAnotherSiteCanChangeNothingAlsoWithTheToken()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/v1/account");
        request.Content = Json("""{"name":"Eve"}""");
        request.Headers.Add("Origin", "https://evil.example");

        using var answer = await browser.Http.SendAsync(request);

        Assert.Equal("forbidden", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnAccountsSessionIsNoBearerToken()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        using var answer = await server.With(browser.Session).GetAsync("/v1/account");

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task SessionsAreListedWithTheirDeviceAndEndedOneByOne()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var phone = new TestBrowser(
            server, userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604");
        await phone.SignInByLinkAsync(Ada);

        var items = (await (await browser.Http.GetAsync("/v1/sessions")).ReadAsync())["items"]!.AsArray();
        var other = items.Single(item => !(bool)item!["current"]!)!;
        using var ended = await browser.Http.DeleteAsync($"/v1/sessions/{other["id"]}");
        using var refused = await phone.Http.GetAsync("/v1/account");

        Assert.Equal(["Firefox on Linux", "Safari on iOS"], items.Select(item => (string?)item!["device"]));
        Assert.All(items, item => Assert.Equal("aal1", (string?)item!["assurance"]));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("unauthenticated", await refused.CodeAsync());
    }

    [Fact]
    public async Task NobodyEndsAnothersSession()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var id = (string?)(await (await browser.Http.GetAsync("/v1/sessions")).ReadAsync())["items"]![0]!["id"];
        var eve = new TestBrowser(server);
        await eve.SignInByLinkAsync("eve@example.org");

        using var answer = await eve.Http.DeleteAsync($"/v1/sessions/{id}");

        Assert.Equal("not-found", await answer.CodeAsync());
    }

    [Fact]
    public async Task EndingASessionEndsItsStreamAtOnce()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var watching = new TestBrowser(server);
        await watching.SignInByLinkAsync(Ada);
        await watching.BindAsync(owner);
        var other = new TestBrowser(server);
        await other.SignInByLinkAsync(Ada);
        using var answer = await watching.Http.GetAsync("/v1/activity", HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("event: watching", await stream.ReadLineAsync());
        var id = watching.Session!["cex_acc_".Length..][..12];

        using var ended = await other.Http.DeleteAsync($"/v1/sessions/{id}");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await stream.ReadToEndAsync().WaitAsync(TestServer.Patience);
    }

    [Fact]
    public async Task SigningOutEndsTheSessionAndTakesTheCookie()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var stolen = new TestBrowser(server);
        stolen.Cookies["__Host-cex"] = browser.Session!;

        using var left = await browser.Http.DeleteAsync("/v1/sessions/current");
        using var refused = await stolen.Http.GetAsync("/v1/account");

        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Null(browser.Session);
        Assert.Equal("unauthenticated", await refused.CodeAsync());
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
