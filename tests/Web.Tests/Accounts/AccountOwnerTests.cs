using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class AccountOwnerTests
{
    private const string Ada = "ada@example.org";

    [Fact]
    public async Task AnAccountThatShowsTheOwnersKeyActsForTheOwner()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server, "Ada's owner");
        var agent = await owner.AddAgentAsync();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        using var before = await browser.Http.GetAsync("/v1/owners/me");

        await browser.BindAsync(owner);
        using var me = await browser.Http.GetAsync("/v1/owners/me");
        using var frozen = await browser.Http.PatchAsync(
            agent.Path, JsonContent.Create(new JsonObject { ["frozen"] = true }));

        Assert.Equal("forbidden", await before.CodeAsync());
        Assert.Equal("Ada's owner", (string?)(await me.ReadAsync())["displayName"]);
        Assert.Equal(HttpStatusCode.OK, frozen.StatusCode);
        Assert.Equal(owner.Id.ToString(), (string?)(await browser.AccountAsync())["owner"]);
    }

    [Fact]
    public async Task AnotherKeyBindsNothing()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        using var answer = await browser.TryToBindAsync(owner, Keys.New());

        Assert.Equal("invalid-signature", await answer.CodeAsync());
    }

    [Fact]
    public async Task AProofThatHasSignedInBindsNothing()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var overheard = await Proofs.MakeAsync(server, owner.Key, owner.Id.Value, Guid.Empty);
        overheard["owner"] = owner.Id.ToString();
        using var session = await server.Anonymous().PostAsJsonAsync("/v1/sessions/owner", overheard);
        Assert.Equal(HttpStatusCode.Created, session.StatusCode);

        using var answer = await browser.PutAsync("/v1/account/owner", overheard);

        Assert.Equal("invalid-signature", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnOwnerHasOneAccountAndAnAccountOneOwner()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var other = await TestOwner.RegisterAsync(server);
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        await browser.BindAsync(owner);
        var eve = new TestBrowser(server);
        await eve.SignInByLinkAsync("eve@example.org");

        using var again = await browser.TryToBindAsync(owner);
        using var second = await browser.TryToBindAsync(other);
        using var taken = await eve.TryToBindAsync(owner);
        using var free = await eve.TryToBindAsync(other);

        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.Equal("conflict", await second.CodeAsync());
        Assert.Equal("conflict", await taken.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, free.StatusCode);
    }

    [Fact]
    public async Task AnAuditorReadsTheAuditLogAndLosesTheOwnersRightsAtOnce()
    {
        await using var server = new TestServer();
        var admin = await TestOwner.RegisterAsync(server, "Root", await server.BootstrapCodeAsync());
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        await browser.BindAsync(await TestOwner.RegisterAsync(server));

        using var given = await admin.Http.PutAsJsonAsync(
            "/v1/accounts/role", new JsonObject { ["email"] = Ada, ["role"] = "auditor" });
        using var me = await browser.Http.GetAsync("/v1/owners/me");
        using var vault = await browser.Http.GetAsync("/v1/account/vault");
        using var silos = await browser.Http.GetAsync("/v1/cluster/silos");
        using var audit = await browser.Http.GetAsync("/v1/audit");

        Assert.Equal(HttpStatusCode.NoContent, given.StatusCode);
        Assert.Equal("forbidden", await me.CodeAsync());
        Assert.Equal("forbidden", await vault.CodeAsync());
        Assert.Equal("forbidden", await silos.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, audit.StatusCode);
    }

    [Fact]
    public async Task ARoleIsGivenToAnAccountThatExists()
    {
        await using var server = new TestServer();
        var admin = await TestOwner.RegisterAsync(server, "Root", await server.BootstrapCodeAsync());

        using var answer = await admin.Http.PutAsJsonAsync(
            "/v1/accounts/role", new JsonObject { ["email"] = Ada, ["role"] = "operator" });

        Assert.Equal("not-found", await answer.CodeAsync());
    }

    [Fact]
    public async Task TheVaultIsReplacedOnlyByWhoHasReadTheNewest()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var blob = RandomNumberGenerator.GetBytes(64 * 1024);

        using var first = await PutAsync(browser, blob, 0);
        using var late = await PutAsync(browser, [1], 0);
        using var kept = await browser.Http.GetAsync("/v1/account/vault");
        using var second = await PutAsync(browser, [2], 1);

        Assert.Equal(1, (long)(await first.ReadAsync())["version"]!);
        Assert.Equal("stale-version", await late.CodeAsync());
        Assert.Equal(Base64Url.EncodeToString(blob), (string?)(await kept.ReadAsync())["blob"]);
        Assert.Equal(2, (long)(await second.ReadAsync())["version"]!);
    }

    [Fact]
    public async Task AVaultHoldsSixtyFourKibibytes()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        using var answer = await PutAsync(browser, new byte[64 * 1024 + 1], 0);

        Assert.Equal("too-large", await answer.CodeAsync());
    }

    [Fact]
    public async Task EveryAccountHasItsOwnVault()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        using var stored = await PutAsync(browser, [1], 0);
        var eve = new TestBrowser(server);
        await eve.SignInByLinkAsync("eve@example.org");

        using var answer = await eve.Http.GetAsync("/v1/account/vault");

        Assert.Equal(0, (long)(await answer.ReadAsync())["version"]!);
    }

    private static Task<HttpResponseMessage> PutAsync(TestBrowser browser, byte[] blob, long version) =>
        browser.PutAsync("/v1/account/vault", new JsonObject
        {
            ["blob"] = Base64Url.EncodeToString(blob), ["version"] = version,
        });
}
