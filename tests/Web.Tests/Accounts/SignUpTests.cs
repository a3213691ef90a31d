using System.Net;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class SignUpTests
{
    private const string Ada = "ada@example.org";

    [Fact]
    public async Task TheBootstrapCodeMakesAnOperatorsAccountAtOnce()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);

        using var made = await browser.PostAsync("/v1/sign-up", Body(await server.BootstrapCodeAsync()));
        var account = await browser.AccountAsync();
        using var audit = await browser.Http.GetAsync("/v1/audit");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("operator", (string?)account["role"]);
        Assert.False((bool)account["emailVerified"]!);
        Assert.Equal(HttpStatusCode.OK, audit.StatusCode);
    }

    [Fact]
    public async Task TheBootstrapCodeWorksOnceAlsoForAnAccount()
    {
        await using var server = new TestServer();
        var code = await server.BootstrapCodeAsync();
        using var first = await new TestBrowser(server).PostAsync("/v1/sign-up", Body(code));

        using var second = await new TestBrowser(server).PostAsync("/v1/sign-up", Body(code, "eve@example.org"));
        var late = await new TestOwner(server).RegistrationAsync();
        late["bootstrap"] = code;
        using var third = await new TestBrowser(server).PostAsync("/v1/owners", late);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal("unauthenticated", await second.CodeAsync());
        Assert.Equal("unauthenticated", await third.CodeAsync());
    }

    [Fact]
    public async Task ATakenAddressDoesNotSpendTheBootstrapCode()
    {
        await using var server = new TestServer();
        var code = await server.BootstrapCodeAsync();
        await new TestBrowser(server).SignInByLinkAsync(Ada);
        var browser = new TestBrowser(server);

        using var taken = await browser.PostAsync("/v1/sign-up", Body(code));
        using var wrong = await browser.PostAsync("/v1/sign-up", Body("cex_boot_nonsense"));
        using var free = await browser.PostAsync("/v1/sign-up", Body(code, "root@example.org"));

        Assert.Equal("conflict", await taken.CodeAsync());
        Assert.Equal("unauthenticated", await wrong.CodeAsync());
        Assert.Equal(HttpStatusCode.Created, free.StatusCode);
    }

    [Fact]
    public async Task AnAddressThatTheFirstOperatorOnlyTypedSignsNobodyIn()
    {
        await using var server = new TestServer();
        var operatorsBrowser = new TestBrowser(server);
        using var made = await operatorsBrowser.PostAsync("/v1/sign-up", Body(await server.BootstrapCodeAsync()));
        var stranger = new TestBrowser(server);

        using var byMail = await stranger.ConfirmAsync(await stranger.RequestLinkAsync(Ada));
        using var strangersAccount = await stranger.Http.GetAsync("/v1/account");

        Assert.Equal("address-unproven", (string?)(await byMail.ReadAsync())["next"]);
        Assert.Equal("unauthenticated", await strangersAccount.CodeAsync());
        Assert.False((bool)(await operatorsBrowser.AccountAsync())["emailVerified"]!);
    }

    [Fact]
    public async Task ALinkThatTheOperatorOpensInTheirOwnBrowserProvesTheAddress()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        using var made = await browser.PostAsync("/v1/sign-up", Body(await server.BootstrapCodeAsync()));

        using var proven = await browser.ConfirmAsync(await browser.RequestLinkAsync(Ada));
        var account = await browser.AccountAsync();
        var elsewhere = await new TestBrowser(server).SignInByLinkAsync(Ada);

        Assert.Equal(HttpStatusCode.NoContent, proven.StatusCode);
        Assert.True((bool)account["emailVerified"]!);
        Assert.Equal((string?)account["account"], (string?)elsewhere["account"]);
    }

    [Fact]
    public async Task AnotherAccountsBrowserDoesNotProveTheAddress()
    {
        await using var server = new TestServer();
        var code = await server.BootstrapCodeAsync();
        using var made = await new TestBrowser(server).PostAsync("/v1/sign-up", Body(code));
        var eve = new TestBrowser(server);
        await eve.SignInByLinkAsync("eve@example.org");

        using var confirmed = await eve.ConfirmAsync(await eve.RequestLinkAsync(Ada));

        Assert.Equal("address-unproven", (string?)(await confirmed.ReadAsync())["next"]);
        Assert.Equal("eve@example.org", (string?)(await eve.AccountAsync())["email"]);
    }

    [Fact]
    public async Task WithoutTheCodeTheNameWaitsForTheLink()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);

        using var asked = await browser.PostAsync("/v1/sign-up", Body(null));
        using var confirmed = await browser.ConfirmAsync(await server.Mail.NextLinkAsync());
        var account = await browser.AccountAsync();

        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
        Assert.Equal("Ada", (string?)account["name"]);
        Assert.Equal("owner", (string?)account["role"]);
    }

    [Fact]
    public async Task OfTwoParallelSignUpsWithOneAddressOneAccountComes()
    {
        await using var server = new TestServer();
        var one = new TestBrowser(server);
        var other = new TestBrowser(server);
        var links = (await one.RequestLinkAsync(Ada), await other.RequestLinkAsync(Ada));

        await Task.WhenAll(one.ConfirmAsync(links.Item1), other.ConfirmAsync(links.Item2));

        Assert.Equal(
            (string?)(await one.AccountAsync())["account"], (string?)(await other.AccountAsync())["account"]);
    }

    private static JsonObject Body(string? bootstrap, string email = Ada)
    {
        var body = new JsonObject { ["email"] = email, ["name"] = "Ada" };
        if (bootstrap is not null)
            body["bootstrap"] = bootstrap;
        return body;
    }
}
