using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class SignInLinkTests
{
    private const string Ada = "ada@example.org";

    [Fact]
    public async Task AnUnknownAddressGetsAMailAndConfirmingItMakesAnAccount()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);

        var account = await browser.SignInByLinkAsync(Ada);

        Assert.Equal(Ada, (string?)account["email"]);
        Assert.True((bool)account["emailVerified"]!);
        Assert.Equal("ada", (string?)account["name"]);
        Assert.Equal("owner", (string?)account["role"]);
        Assert.Equal("aal1", (string?)account["assurance"]);
    }

    [Fact]
    public async Task TheSameAddressComesBackToTheSameAccountHoweverItIsWritten()
    {
        await using var server = new TestServer();
        var first = await new TestBrowser(server).SignInByLinkAsync(Ada);

        var second = await new TestBrowser(server).SignInByLinkAsync("ADA@Example.org");

        Assert.Equal((string?)first["account"], (string?)second["account"]);
    }

    [Fact]
    public async Task KnownAndUnknownAddressesAreAnsweredAlike()
    {
        await using var server = new TestServer();
        await new TestBrowser(server).SignInByLinkAsync(Ada);

        var known = await AskAsync(server, Ada);
        var unknown = await AskAsync(server, "nobody@example.org");

        Assert.Equal(known, unknown);
        Assert.StartsWith("Sign in", (await server.Mail.NextAsync()).Subject);
        Assert.StartsWith("Create", (await server.Mail.NextAsync()).Subject);
    }

    [Fact]
    public async Task AScannerThatOpensRunsAndPostsTheLinkLeavesItUsable()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var link = await browser.RequestLinkAsync(Ada);
        using var scanner = server.Anonymous("198.51.100.7");
        var token = new JsonObject { ["token"] = link };

        using var opened = await scanner.GetAsync("/sign-in");
        using var head = await scanner.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/sign-in/link/confirm"));
        using var got = await scanner.GetAsync("/v1/sign-in/link/confirm");
        using var previewed = await scanner.PostAsJsonAsync("/v1/sign-in/link/preview", token);
        using var posted = await scanner.PostAsJsonAsync("/v1/sign-in/link/confirm", token);
        using var confirmed = await browser.ConfirmAsync(link);

        Assert.False((bool)(await previewed.ReadAsync())["thisBrowser"]!);
        Assert.Equal("forbidden", await posted.CodeAsync());
        Assert.False(posted.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
    }

    [Fact]
    public async Task ThePreviewShowsWhatTheLinkIsForAndHidesTheAddress()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var link = await browser.RequestLinkAsync(Ada);

        using var answer = await browser.PostAsync(
            "/v1/sign-in/link/preview", new JsonObject { ["token"] = link });

        var preview = await answer.ReadAsync();
        Assert.Equal("a***@example.org", (string?)preview["email"]);
        Assert.True((bool)preview["thisBrowser"]!);
        Assert.Equal("sign-up", (string?)preview["purpose"]);
    }

    [Fact]
    public async Task OfAHundredParallelConfirmationsOneSignsIn()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var link = await browser.RequestLinkAsync(Ada);
        var cookie = $"__Host-cex-login={browser.Cookies["__Host-cex-login"]}";
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        client.DefaultRequestHeaders.Add("Origin", "http://localhost:8080");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.PostAsJsonAsync(
            "/v1/sign-in/link/confirm", new JsonObject { ["token"] = link })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(
            ["used"], (await Task.WhenAll(answers.Where(a => !a.IsSuccessStatusCode).Select(a => a.CodeAsync())))
                .Distinct());
    }

    [Fact]
    public async Task ALinkEndsAfterTenMinutes()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var link = await browser.RequestLinkAsync(Ada);
        server.Clock.Advance(TimeSpan.FromMinutes(10));

        using var answer = await browser.ConfirmAsync(link);

        Assert.Equal("expired", await answer.CodeAsync());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("cex_link_AbCdEfGh0123_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf37UfYv")]
    public async Task AWrongLinkIsNotFound(string link)
    {
        await using var server = new TestServer();

        using var answer = await new TestBrowser(server).ConfirmAsync(link);

        Assert.Equal("not-found", await answer.CodeAsync());
    }

    [Fact]
    public async Task TheCodeOfAnotherDeviceSignsTheFirstBrowserIn()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var link = await browser.RequestLinkAsync(Ada);
        var code = await CodeAsync(new TestBrowser(server, "198.51.100.7"), link);

        using var answer = await browser.PostAsync(
            "/v1/sign-in/code", new JsonObject { ["code"] = code.ToLowerInvariant() });

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.StartsWith("cex_acc_", browser.Session);
    }

    [Fact]
    public async Task TheCodeIsWorthNothingInAnotherBrowser()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var other = new TestBrowser(server, "198.51.100.7");
        var code = await CodeAsync(other, await browser.RequestLinkAsync(Ada));

        using var without = await other.PostAsync("/v1/sign-in/code", new JsonObject { ["code"] = code });
        other.Cookies["__Host-cex-login"] = browser.Cookies["__Host-cex-login"][..13] + new string('A', 43);
        using var forged = await other.PostAsync("/v1/sign-in/code", new JsonObject { ["code"] = code });

        Assert.Equal("not-found", await without.CodeAsync());
        Assert.Equal("not-found", await forged.CodeAsync());
    }

    [Fact]
    public async Task AfterFiveWrongCodesNoCodeCountsButTheLinkDoes()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var link = await browser.RequestLinkAsync(Ada);
        var code = await CodeAsync(browser, link);
        for (var wrong = 0; wrong < 5; wrong++)
        {
            using var answer = await browser.PostAsync("/v1/sign-in/code", new JsonObject { ["code"] = "AAAAAAAA" });
            Assert.Equal("unauthenticated", await answer.CodeAsync());
        }

        using var right = await browser.PostAsync("/v1/sign-in/code", new JsonObject { ["code"] = code });
        using var another = await browser.PostAsync("/v1/sign-in/link/code", new JsonObject { ["token"] = link });
        using var confirmed = await browser.ConfirmAsync(link);

        Assert.Equal("revoked", await right.CodeAsync());
        Assert.Equal("revoked", await another.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
    }

    [Fact]
    public async Task AnAddressGetsThreeMailsInAQuarterOfAnHour()
    {
        await using var server = new TestServer();
        for (var asked = 0; asked < 3; asked++)
            await new TestBrowser(server).RequestLinkAsync(Ada);

        var browser = new TestBrowser(server);
        using var fourth = await browser.PostAsync("/v1/sign-in/link", new JsonObject { ["email"] = " " + Ada });
        using var again = await browser.PostAsync("/v1/sign-in/link", new JsonObject { ["email"] = "ADA@example.org" });
        server.Clock.Advance(TimeSpan.FromMinutes(15));
        var later = await browser.RequestLinkAsync(Ada);

        Assert.Equal("malformed", await fourth.CodeAsync());
        Assert.Equal("rate-limited", await again.CodeAsync());
        Assert.NotEmpty(later);
    }

    [Fact]
    public async Task OneAddressOfTheNetworkAsksForTwentyMailsAnHour()
    {
        await using var server = new TestServer("Limits:SignInMailsPerHour=20");
        for (var asked = 0; asked < 20; asked++)
            await new TestBrowser(server).RequestLinkAsync($"ada{asked}@example.org");

        using var refused = await new TestBrowser(server)
            .PostAsync("/v1/sign-in/link", new JsonObject { ["email"] = Ada });
        using var elsewhere = await new TestBrowser(server, "198.51.100.7")
            .PostAsync("/v1/sign-in/link", new JsonObject { ["email"] = Ada });

        Assert.Equal("rate-limited", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.Accepted, elsewhere.StatusCode);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ada@example.org\r\nBcc: eve@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("")]
    public async Task WhatIsNoAddressGetsNoMail(string text)
    {
        await using var server = new TestServer();

        using var answer = await new TestBrowser(server)
            .PostAsync("/v1/sign-in/link", new JsonObject { ["email"] = text });

        Assert.Equal("malformed", await answer.CodeAsync());
    }

    private static async Task<string> CodeAsync(TestBrowser device, string link)
    {
        using var answer = await device.PostAsync("/v1/sign-in/link/code", new JsonObject { ["token"] = link });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)(await answer.ReadAsync())["code"]!;
    }

    /// <summary>Everything that the answer says, but for what is random.</summary>
    private static async Task<string> AskAsync(TestServer server, string email)
    {
        using var answer = await server.Anonymous().PostAsJsonAsync(
            "/v1/sign-in/link", new JsonObject { ["email"] = email });
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        return $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()} {cookie.Length} "
            + cookie[cookie.IndexOf(';')..];
    }
}
