using System.Net;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class AddressTests
{
    private const string Ada = "ada@example.org";
    private const string New = "ada@example.net";

    [Fact]
    public async Task AConfirmedLinkMovesTheAccountToItsNewAddressAndTellsBoth()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var before = await browser.SignInByLinkAsync(Ada);

        var link = await RequestAsync(server, browser, New);
        Assert.Equal(Ada, (string?)(await browser.AccountAsync())["email"]);
        using var previewed = await browser.PostAsync("/v1/sign-in/link/preview", Token(link));
        using var confirmed = await browser.ConfirmAsync(link);
        var after = await browser.AccountAsync();

        Assert.Equal("change-address", (string?)(await previewed.ReadAsync())["purpose"]);
        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
        Assert.Equal((string?)before["account"], (string?)after["account"]);
        Assert.Equal((New, true), ((string?)after["email"], (bool)after["emailVerified"]!));
        var told = new[] { await server.Mail.NextAsync(), await server.Mail.NextAsync() };
        Assert.Equal([New, Ada], told.Select(mail => mail.To).Order());
        Assert.All(told, mail => Assert.Contains("address was changed", mail.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheNewAddressSignsInAndTheOldOneIsNobodysAnyMore()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        var account = await browser.SignInByLinkAsync(Ada);
        using var confirmed = await browser.ConfirmAsync(await RequestAsync(server, browser, New));

        var byNew = await new TestBrowser(server).SignInByLinkAsync(New);
        var byOld = await new TestBrowser(server).SignInByLinkAsync(Ada);

        Assert.Equal((string?)account["account"], (string?)byNew["account"]);
        Assert.NotEqual((string?)account["account"], (string?)byOld["account"]);
    }

    [Fact]
    public async Task AnAddressThatAnotherAccountHasIsRefusedOnlyToWhoReadsItsMails()
    {
        await using var server = new TestServer();
        await new TestBrowser(server).SignInByLinkAsync(New);
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        using var confirmed = await browser.ConfirmAsync(await RequestAsync(server, browser, New));

        Assert.Equal("conflict", await confirmed.CodeAsync());
        Assert.Equal(Ada, (string?)(await browser.AccountAsync())["email"]);
    }

    [Fact]
    public async Task TheLinkWorksOnlyInTheBrowserAndSessionThatAsked()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var link = await RequestAsync(server, browser, New);

        using var elsewhere = await new TestBrowser(server).ConfirmAsync(link);
        using var left = await browser.Http.DeleteAsync("/v1/sessions/current");
        using var signedOut = await browser.ConfirmAsync(link);

        Assert.Equal("forbidden", await elsewhere.CodeAsync());
        Assert.Equal("forbidden", await signedOut.CodeAsync());
        Assert.Equal(Ada, (string?)(await browser.SignInByLinkAsync(Ada))["email"]);
    }

    [Fact]
    public async Task ChangingTheAddressNeedsARecentSignIn()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        server.Clock.Advance(TimeSpan.FromMinutes(5));

        using var late = await browser.PostAsync("/v1/account/email", new JsonObject { ["email"] = New });

        Assert.Equal("reauthenticate", await late.CodeAsync());
    }

    private static JsonObject Token(string link) => new() { ["token"] = link };

    private static async Task<string> RequestAsync(TestServer server, TestBrowser browser, string email)
    {
        using var asked = await browser.PostAsync("/v1/account/email", new JsonObject { ["email"] = email });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        return await server.Mail.NextLinkAsync();
    }
}
