using System.Net;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class AccountListTests
{
    private const string Ada = "ada@example.org";
    private const string Eve = "eve@example.org";

    [Fact]
    public async Task AnOperatorSeesEveryAccountThatHasSignedInAndWhen()
    {
        await using var server = new TestServer();
        var operators = await OperatorAsync(server);
        await new TestBrowser(server).SignInByLinkAsync(Eve);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await new TestBrowser(server).SignInByLinkAsync(Eve);

        var items = (await (await operators.Http.GetAsync("/v1/accounts")).ReadAsync())["items"]!.AsArray();

        Assert.Equal(2, items.Count);
        var eve = items.Single(item => (string?)item!["email"] == Eve)!;
        Assert.Equal(("owner", "eve"), ((string?)eve["role"], (string?)eve["name"]));
        Assert.Equal(60_000, (long)eve["signedInAt"]! - (long)eve["createdAt"]!);
        Assert.Equal("operator", (string?)items.Single(item => (string?)item!["email"] == Ada)!["role"]);
    }

    [Fact]
    public async Task TheListIsReadPageByPage()
    {
        await using var server = new TestServer();
        var operators = await OperatorAsync(server);
        await new TestBrowser(server).SignInByLinkAsync(Eve);

        var first = await (await operators.Http.GetAsync("/v1/accounts?limit=1")).ReadAsync();
        var second = await (await operators.Http.GetAsync($"/v1/accounts?limit=1&after={first["next"]}")).ReadAsync();

        Assert.Equal(
            [Ada, Eve],
            new[] { first, second }.Select(page => (string?)Assert.Single(page["items"]!.AsArray())!["email"]).Order());
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task SigningAnAccountOutEverywhereEndsAllOfItsSessionsAndNoOthers()
    {
        await using var server = new TestServer();
        var operators = await OperatorAsync(server);
        var (one, other) = (new TestBrowser(server), new TestBrowser(server));
        var id = (string)(await one.SignInByLinkAsync(Eve))["account"]!;
        await other.SignInByLinkAsync(Eve);

        using var ended = await operators.Http.DeleteAsync($"/v1/accounts/{id}/sessions");
        using var unknown = await operators.Http.DeleteAsync($"/v1/accounts/{AccountId.New()}/sessions");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("not-found", await unknown.CodeAsync());
        foreach (var browser in new[] { one, other })
        {
            using var answer = await browser.Http.GetAsync("/v1/account");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Equal(Ada, (string?)(await operators.AccountAsync())["email"]);
    }

    [Fact]
    public async Task TheSessionsOfItsOwnerEndToo()
    {
        await using var server = new TestServer();
        var operators = await OperatorAsync(server);
        var owner = await TestOwner.RegisterAsync(server);
        var browser = new TestBrowser(server);
        var id = (string)(await browser.SignInByLinkAsync(Eve))["account"]!;
        await browser.BindAsync(owner);

        using var ended = await operators.Http.DeleteAsync($"/v1/accounts/{id}/sessions");
        using var answer = await owner.Http.GetAsync("/v1/owners/me");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<TestBrowser> OperatorAsync(TestServer server)
    {
        var browser = new TestBrowser(server);
        using var opened = await browser.PostAsync("/v1/sign-up", new JsonObject
        {
            ["email"] = Ada, ["name"] = "Ada", ["bootstrap"] = await server.BootstrapCodeAsync(),
        });
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        await browser.AccountAsync();
        return browser;
    }
}
