using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class PasskeyTests
{
    private const string Ada = "ada@example.org";

    [Fact]
    public async Task APasskeySignsInWithTheHigherAssurance()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        var account = await AddAsync(server, authenticator);
        var browser = new TestBrowser(server);

        using var answer = await authenticator.SignInAsync(browser);
        var signedIn = await browser.AccountAsync();

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal((string?)account["account"], (string?)signedIn["account"]);
        Assert.Equal("aal2", (string?)signedIn["assurance"]);
        Assert.Equal(1, (int)signedIn["passkeys"]!);
        Assert.DoesNotContain("__Host-cex-passkey", browser.Cookies.Keys);
    }

    [Fact]
    public async Task TheOptionsWantUserVerificationAndTellNothingAboutAnybody()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        var creation = await SoftwareAuthenticator.OptionsAsync(browser, "/v1/account/passkeys/options");
        var request = await SoftwareAuthenticator.OptionsAsync(new TestBrowser(server), "/v1/sign-in/passkey/options");

        Assert.Equal("required", (string?)creation["authenticatorSelection"]!["userVerification"]);
        Assert.Equal("required", (string?)creation["authenticatorSelection"]!["residentKey"]);
        Assert.NotNull(creation["extensions"]!["prf"]);
        Assert.Equal("localhost", (string?)creation["rp"]!["id"]);
        Assert.Equal("required", (string?)request["userVerification"]);
        Assert.Empty(request["allowCredentials"]!.AsArray());
    }

    [Theory]
    [InlineData("https://localhost:8080")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost.evil.example:8080")]
    public async Task APasskeyThatWasUsedAtAnotherOriginIsRefused(string origin)
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        authenticator.Origin = origin;

        using var answer = await authenticator.SignInAsync(new TestBrowser(server));

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task APasskeyOfAnotherRelyingPartyIsRefused()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        authenticator.RelyingParty = "evil.example";

        using var answer = await authenticator.SignInAsync(new TestBrowser(server));

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task WithoutUserVerificationNobodyIsSignedIn()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        authenticator.VerifiesUser = false;

        using var answer = await authenticator.SignInAsync(new TestBrowser(server));

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Theory]
    [InlineData("http://localhost:8080", false)]
    [InlineData("http://evil.example", true)]
    public async Task APasskeyThatWasMadeInTheWrongWayIsNotAdded(string origin, bool verifiesUser)
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator { Origin = origin, VerifiesUser = verifiesUser };
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);

        using var answer = await authenticator.AddToAsync(browser);

        Assert.Equal("invalid-signature", await answer.CodeAsync());
        Assert.Equal(0, (int)(await browser.AccountAsync())["passkeys"]!);
    }

    [Fact]
    public async Task AChallengeIsGoodForOneTry()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        var browser = new TestBrowser(server);
        var options = await SoftwareAuthenticator.OptionsAsync(browser, "/v1/sign-in/passkey/options");
        var cookie = browser.Cookies["__Host-cex-passkey"];
        var body = new JsonObject { ["credential"] = authenticator.Get(options) };
        using var first = await browser.PostAsync("/v1/sign-in/passkey", body);

        var thief = new TestBrowser(server, "198.51.100.7");
        thief.Cookies["__Host-cex-passkey"] = cookie;
        using var replayed = await thief.PostAsync("/v1/sign-in/passkey", body);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal("unauthenticated", await replayed.CodeAsync());
    }

    [Fact]
    public async Task AnotherChallengesSignatureIsRefused()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        var browser = new TestBrowser(server);
        var options = await SoftwareAuthenticator.OptionsAsync(browser, "/v1/sign-in/passkey/options");
        var earlier = authenticator.Get(options);
        await SoftwareAuthenticator.OptionsAsync(browser, "/v1/sign-in/passkey/options");

        using var answer = await browser.PostAsync("/v1/sign-in/passkey", new JsonObject { ["credential"] = earlier });

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task AChallengeEndsAfterFiveMinutes()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        var browser = new TestBrowser(server);
        var options = await SoftwareAuthenticator.OptionsAsync(browser, "/v1/sign-in/passkey/options");
        server.Clock.Advance(TimeSpan.FromMinutes(5));

        using var answer = await browser.PostAsync(
            "/v1/sign-in/passkey", new JsonObject { ["credential"] = authenticator.Get(options) });

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task AChangedStateIsRefused()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        var browser = new TestBrowser(server);
        var options = await SoftwareAuthenticator.OptionsAsync(browser, "/v1/sign-in/passkey/options");
        var cookie = browser.Cookies["__Host-cex-passkey"];
        browser.Cookies["__Host-cex-passkey"] = cookie[..20] + (cookie[20] == 'A' ? 'B' : 'A') + cookie[21..];

        using var answer = await browser.PostAsync(
            "/v1/sign-in/passkey", new JsonObject { ["credential"] = authenticator.Get(options) });

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task ACounterThatComesBackIsRefusedAndThePasskeySuspected()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator { Counter = 7 };
        await AddAsync(server, authenticator);
        await server.Mail.NextAsync();
        var browser = new TestBrowser(server);

        authenticator.Counter = 8;
        using var ahead = await authenticator.SignInAsync(browser);
        using var copy = await authenticator.SignInAsync(new TestBrowser(server));
        await browser.AccountAsync();
        var items = (await (await browser.Http.GetAsync("/v1/account/passkeys")).ReadAsync())["items"]!.AsArray();

        Assert.Equal(HttpStatusCode.NoContent, ahead.StatusCode);
        Assert.Equal("revoked", await copy.CodeAsync());
        Assert.NotNull(Assert.Single(items)!["suspectedAt"]);
        Assert.Contains("counter", (await server.Mail.NextAsync()).Text);
    }

    [Fact]
    public async Task AnAuthenticatorWithoutACounterIsNotSuspected()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);

        using var first = await authenticator.SignInAsync(new TestBrowser(server));
        using var second = await authenticator.SignInAsync(new TestBrowser(server));

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
    }

    [Fact]
    public async Task WithAPasskeyMailOnlyRecoversADayLaterAndTheAccountIsTold()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        Assert.Contains("passkey was added", (await server.Mail.NextAsync()).Text);
        var browser = new TestBrowser(server);

        using var first = await browser.ConfirmAsync(await browser.RequestLinkAsync(Ada));
        Assert.Contains("recovery by mail has begun", (await server.Mail.NextAsync()).Text);
        server.Clock.Advance(TimeSpan.FromHours(24));
        using var later = await browser.ConfirmAsync(await browser.RequestLinkAsync(Ada));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var next = await first.ReadAsync();
        Assert.Equal("recovery-wait", (string?)next["next"]);
        Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (long)next["at"]!);
        Assert.Equal(HttpStatusCode.NoContent, later.StatusCode);
        Assert.Equal("aal1", (string?)(await browser.AccountAsync())["assurance"]);
    }

    [Fact]
    public async Task SigningInByPasskeyVoidsARecovery()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        var thief = new TestBrowser(server);
        using var began = await thief.ConfirmAsync(await thief.RequestLinkAsync(Ada));

        using var signedIn = await authenticator.SignInAsync(new TestBrowser(server));
        server.Clock.Advance(TimeSpan.FromHours(24));
        using var later = await thief.ConfirmAsync(await thief.RequestLinkAsync(Ada));

        Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
        Assert.Equal("recovery-wait", (string?)(await later.ReadAsync())["next"]);
        Assert.Null(thief.Session);
    }

    [Fact]
    public async Task FiveMinutesAfterSigningInFactorsAreChangedOnlyAfterSigningInAgain()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        server.Clock.Advance(TimeSpan.FromMinutes(5));

        using var late = await browser.PostAsync("/v1/account/passkeys/options");
        await browser.SignInByLinkAsync(Ada);
        using var again = await authenticator.AddToAsync(browser);

        Assert.Equal("reauthenticate", await late.CodeAsync());
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task TheChallengeOfOneSessionAddsNothingInAnother()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        var options = await SoftwareAuthenticator.OptionsAsync(browser, "/v1/account/passkeys/options");
        var eve = new TestBrowser(server);
        await eve.SignInByLinkAsync("eve@example.org");
        eve.Cookies["__Host-cex-passkey"] = browser.Cookies["__Host-cex-passkey"];
        var made = SoftwareAuthenticator.Addition(authenticator.Create(options));

        using var answer = await eve.PostAsync("/v1/account/passkeys", made);

        Assert.Equal("invalid-signature", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnAuthenticatorsCredentialHasOneAccount()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        await AddAsync(server, authenticator);
        var eve = new TestBrowser(server);
        await eve.SignInByLinkAsync("eve@example.org");

        using var answer = await authenticator.AddToAsync(eve);

        Assert.Equal("invalid-signature", await answer.CodeAsync());
    }

    [Fact]
    public async Task ARemovedPasskeySignsNobodyInAndCanBeAddedAgain()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        using var added = await authenticator.AddToAsync(browser);
        var id = (string?)(await added.ReadAsync())["id"];

        using var removed = await browser.Http.DeleteAsync($"/v1/account/passkeys/{id}");
        using var refused = await authenticator.SignInAsync(new TestBrowser(server));
        using var again = await authenticator.AddToAsync(browser);

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("unauthenticated", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task APasskeyIsRenamedByItsOwnAccountOnly()
    {
        await using var server = new TestServer();
        using var authenticator = new SoftwareAuthenticator();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        using var added = await authenticator.AddToAsync(browser);
        var path = $"/v1/account/passkeys/{(string?)(await added.ReadAsync())["id"]}";
        var stranger = new TestBrowser(server);
        await stranger.SignInByLinkAsync("eve@example.org");

        using var foreign = await stranger.Http.PatchAsJsonAsync(path, new JsonObject { ["name"] = "Mine" });
        using var nameless = await browser.Http.PatchAsJsonAsync(path, new JsonObject { ["name"] = "" });
        using var renamed = await browser.Http.PatchAsJsonAsync(path, new JsonObject { ["name"] = "Blue key" });

        Assert.Equal("not-found", await foreign.CodeAsync());
        Assert.Equal("malformed", await nameless.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, renamed.StatusCode);
        var known = await (await browser.Http.GetAsync("/v1/account/passkeys")).ReadAsync();
        Assert.Equal("Blue key", (string?)Assert.Single(known["items"]!.AsArray())!["name"]);
    }

    private static async Task<JsonObject> AddAsync(TestServer server, SoftwareAuthenticator authenticator)
    {
        var browser = new TestBrowser(server);
        var account = await browser.SignInByLinkAsync(Ada);
        using var added = await authenticator.AddToAsync(browser);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        return account;
    }
}
