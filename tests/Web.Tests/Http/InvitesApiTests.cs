using ContextExchange.Cryptography.Cxe1;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class InvitesApiTests
{
    private const string Victim = "victim@example.org";

    [Fact]
    public async Task TwoOwnersAgentsConnectByAnInvite()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        using var invite =
            await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", alice.Invite(ContractPreset.Minimal));
        var code = (string)(await invite.ReadAsync())["code"]!;

        using var preview =
            await bob.Owner.Http.PostAsJsonAsync(bob.Path + "/invites/preview", new JsonObject { ["code"] = code });
        using var accepted = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/accept", bob.Accept(code, alice));
        var seen = await (await alice.Owner.Http.GetAsync($"{alice.Path}/connections/{bob.Id}")).ReadAsync();

        Assert.Equal("alice", (string?)(await preview.ReadAsync())["inviterName"]);
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
        Assert.Equal("active", (string?)seen["standing"]);
        Assert.True(seen.ContainsKey("acceptance"));
        Assert.False((await accepted.ReadAsync()).ContainsKey("acceptance"));
        Assert.Equal("never", (string?)seen["own"]!["levels"]!["projects"]!["share"]);
        Assert.Equal("ask", (string?)seen["theirs"]!["levels"]!["projects"]!["share"]);
        Assert.Equal(30, (int)seen["policy"]!["retention"]!);
    }

    [Fact]
    public async Task AThousandParallelAcceptsConnectOneAgent()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        var carol = await (await TestOwner.RegisterAsync(server, "Carol")).AddAgentAsync("carol");
        using var invite = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", alice.Invite());
        var code = (string)(await invite.ReadAsync())["code"]!;
        var (bobs, carols) = (bob.Accept(code, alice), carol.Accept(code, alice));
        var (one, other) = (bob.Owner.Http, carol.Owner.Http);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(turn => turn % 2 == 0
            ? one.PostAsJsonAsync(bob.Path + "/invites/accept", bobs)
            : other.PostAsJsonAsync(carol.Path + "/invites/accept", carols)));

        // The agent that came first may repeat itself; the other one never gets in.
        var connected = answers.Where(answer => answer.IsSuccessStatusCode)
            .Select(answer => answer.RequestMessage!.RequestUri!.AbsolutePath).Distinct();
        Assert.Single(connected);
    }

    [Fact]
    public async Task AWrongSecretLooksLikeAnUnknownInvite()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);

        using var answer = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/accept", bob.Accept(CredentialText.Create(CredentialKind.Invite).Reveal(), alice));

        Assert.Equal("not-found", await answer.CodeAsync());
    }

    [Fact]
    public async Task ARevokedInviteCannotBeAccepted()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        using var invite = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", alice.Invite());
        var made = await invite.ReadAsync();

        using var foreign = await bob.Owner.Http.DeleteAsync($"{bob.Path}/invites/{made["id"]}");
        using var revoked = await alice.Owner.Http.DeleteAsync($"{alice.Path}/invites/{made["id"]}");
        using var accepted = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/accept", bob.Accept((string)made["code"]!, alice));
        var items = (await (await alice.Owner.Http.GetAsync(alice.Path + "/invites")).ReadAsync())["items"]!.AsArray();

        Assert.Equal("not-found", await foreign.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.False(accepted.IsSuccessStatusCode);
        Assert.Equal("revoked", (string?)Assert.Single(items)!["standing"]);
    }

    [Fact]
    public async Task ABoundInviteIsAcceptedOnlyWhereAnAccountHasProvenTheAddress()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        var other = await BoundAsync(server, "eve@example.org");
        var claiming = await TestOwner.RegisterAsync(server, "Mallory", email: Victim);
        var mallory = await (await claiming.AddAgentAsync("mallory")).EnrolAsync();
        var code = await InviteVictimAsync(alice);

        using var none = await AcceptAsync(bob, code, alice);
        using var claimed = await AcceptAsync(mallory, code, alice);
        using var foreign = await AcceptAsync(other, code, alice);
        using var stranger = await AcceptAsync(
            other, CredentialText.Create(CredentialKind.Invite).Reveal(), alice);
        using var proven = await AcceptAsync(await BoundAsync(server, "Victim@Example.org"), code, alice);

        foreach (var refused in new[] { none, claimed, foreign })
            Assert.Equal("address-unproven", await refused.CodeAsync());
        Assert.Equal("not-found", await stranger.CodeAsync());
        Assert.Equal(HttpStatusCode.Created, proven.StatusCode);
    }

    [Fact]
    public async Task AnAuditorsAddressAcceptsNoBoundInvite()
    {
        await using var server = new TestServer();
        var (alice, _) = await PairAsync(server);
        var admin = await TestOwner.RegisterAsync(server, "Root", await server.BootstrapCodeAsync());
        var bound = await BoundAsync(server, Victim);
        using var given = await admin.Http.PutAsJsonAsync(
            "/v1/accounts/role", new JsonObject { ["email"] = Victim, ["role"] = "auditor" });

        using var refused = await AcceptAsync(bound, await InviteVictimAsync(alice), alice);

        Assert.Equal(HttpStatusCode.NoContent, given.StatusCode);
        Assert.Equal("address-unproven", await refused.CodeAsync());
    }

    [Fact]
    public async Task AnAddressThatWasOnlyTypedAcceptsNoBoundInvite()
    {
        await using var server = new TestServer();
        var (alice, _) = await PairAsync(server);
        var browser = new TestBrowser(server);
        using var made = await browser.PostAsync("/v1/sign-up", new JsonObject
        {
            ["email"] = Victim, ["name"] = "Root", ["bootstrap"] = await server.BootstrapCodeAsync(),
        });
        await browser.AccountAsync();
        var typed = await BindAsync(server, browser);

        using var refused = await AcceptAsync(typed, await InviteVictimAsync(alice), alice);

        Assert.Equal("address-unproven", await refused.CodeAsync());
    }

    [Theory]
    [InlineData("""{"preset": "balanced"}""")]
    [InlineData("""{"terms": null}""")]
    [InlineData("""{"terms": {"levels": {}}}""")]
    [InlineData("""{"terms": {"levels": {"Schedule": {"share": "auto", "receive": "auto"}}, "ownerReads": true}}""")]
    [InlineData("""{"offer": null}""")]
    [InlineData("""{"offer": ""}""")]
    [InlineData("""{"offer": "AAAA"}""")]
    [InlineData("""{"expiresInSeconds": 0}""")]
    [InlineData("""{"expiresInSeconds": 2592001}""")]
    [InlineData("""{"boundEmail": "nobody"}""")]
    [InlineData("""{"policy": {"retention": 2}}""")]
    [InlineData("""{"policy": {"retention": 30, "idleAfterSeconds": 3599}}""")]
    public async Task InvitesThatMakeNoSenseAreRefused(string change)
    {
        await using var server = new TestServer();
        var (alice, _) = await PairAsync(server);
        var body = alice.Invite();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            body[name] = value?.DeepClone();

        using var answer = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", body);

        Assert.Equal("malformed", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnOfferSaysWhatTheNamesSayAndIsSignedByTheInvitersOwner()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        var colleagues = alice.Invite(ContractPreset.Colleagues);
        var other = alice.Invite();
        other["offer"] = (string?)colleagues["offer"];
        var reading = alice.Invite(ownerReads: false);
        reading["offer"] = (string?)alice.Invite()["offer"];
        var foreign = bob.Invite();
        var named = alice.SignTerms(bob, Contracts.Of(ContractPreset.Balanced), previous: null);
        var peered = alice.Invite();
        peered["offer"] = (string?)named["signedTerms"];
        var forged = alice.Invite();
        forged["offer"] = Flipped((string)forged["offer"]!);

        foreach (var (code, body) in new[]
        {
            ("malformed", other), ("malformed", reading), ("malformed", foreign), ("malformed", peered),
            ("invalid-signature", forged),
        })
        {
            using var answer = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", body);
            Assert.Equal(code, await answer.CodeAsync());
        }
    }

    [Fact]
    public async Task WhoIsInvitedSeesTheOfferAndTheOwnersKey()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        var body = alice.Invite(ContractPreset.Minimal, ownerReads: false);
        using var invite = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", body);

        using var preview = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/preview",
            new JsonObject { ["code"] = (string?)(await invite.ReadAsync())["code"] });

        var seen = await preview.ReadAsync();
        Assert.Equal((string?)body["offer"], (string?)seen["offer"]);
        Assert.True(JsonNode.DeepEquals(body["terms"], seen["terms"]));
        Assert.Equal(
            Base64Url.EncodeToString(alice.Owner.Key.RawPublicKey().ToArray()), (string?)seen["inviterOwnerKey"]);
    }

    [Fact]
    public async Task WhoAcceptsNamesBothSidesInItsFirstVersion()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        using var invite = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", alice.Invite());
        var code = (string)(await invite.ReadAsync())["code"]!;
        var terms = Contracts.Of(ContractPreset.Balanced);
        var offered = bob.Accept(code, alice);
        offered["signedTerms"] = (string?)bob.Invite()["offer"];
        var later = bob.Accept(code, alice);
        Assert.True(ConnectionTerms.TryParse(
            Base64Url.DecodeFromChars((string)later["signedTerms"]!), out var first, out _));
        later["signedTerms"] = (string?)bob.SignTerms(alice, terms, first)["signedTerms"];
        var forged = bob.Accept(code, alice);
        forged["signedTerms"] = Flipped((string)forged["signedTerms"]!);

        foreach (var (expected, body) in new[]
        {
            ("malformed", offered), ("stale-version", later), ("invalid-signature", forged),
        })
        {
            using var answer = await bob.Owner.Http.PostAsJsonAsync(bob.Path + "/invites/accept", body);
            Assert.Equal(expected, await answer.CodeAsync());
        }

        // None of them has used the invite up.
        using var good = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/accept", bob.Accept(code, alice));
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
    }

    [Fact]
    public async Task AnOwnerChangesOnlyTheOwnSideAndSeesAStaleVersion()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        await alice.ConnectAsync(bob);
        var path = $"{alice.Path}/connections/{bob.Id}";
        var change = await alice.NextTermsAsync(bob, ContractPreset.Colleagues);
        var rival = await alice.NextTermsAsync(bob, ContractPreset.Minimal);
        var foreign = await bob.NextTermsAsync(alice, ContractPreset.Minimal);

        using var changed = await alice.Owner.Http.PutAsJsonAsync(path + "/terms", change);
        using var repeated = await alice.Owner.Http.PutAsJsonAsync(path + "/terms", change);
        using var stale = await alice.Owner.Http.PutAsJsonAsync(path + "/terms", rival);
        using var others = await alice.Owner.Http.PutAsJsonAsync(path + "/terms", foreign);
        var records = await (await alice.Owner.Http.GetAsync(path + "/terms")).ReadAsync();

        var view = await changed.ReadAsync();
        Assert.Equal(2, (int)view["ownVersion"]!);
        Assert.Equal(1, (int)view["theirVersion"]!);
        Assert.Equal("auto", (string?)view["own"]!["levels"]!["projects"]!["share"]);
        Assert.Equal((string?)change["signedTerms"], (string?)view["ownSignedTerms"]);
        Assert.Equal(HttpStatusCode.OK, repeated.StatusCode);
        Assert.Equal("stale-version", await stale.CodeAsync());
        Assert.Equal("malformed", await others.CodeAsync());
        Assert.Equal(2, records["own"]!.AsArray().Count);
        Assert.Equal((string?)change["signedTerms"], (string?)records["own"]![1]);
        Assert.Equal((string?)view["theirSignedTerms"], (string?)Assert.Single(records["theirs"]!.AsArray()));
    }

    [Fact]
    public async Task TheAgentBringsWhatEitherSidesOwnerHasSigned()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        await alice.ConnectAsync(bob);
        var path = $"{alice.Path}/connections/{bob.Id}";
        var (own, theirs) = (
            await alice.NextTermsAsync(bob, ContractPreset.Colleagues),
            await bob.NextTermsAsync(alice, ContractPreset.Minimal));
        theirs["side"] = bob.Id.ToString();
        var strangers = (JsonObject)own.DeepClone();
        strangers["side"] = AgentId.New().ToString();
        var forged = (JsonObject)own.DeepClone();
        forged["signedTerms"] = Flipped((string)own["signedTerms"]!);
        using var agent = await alice.AsAgentAsync();

        foreach (var (expected, body) in new[] { ("not-found", strangers), ("invalid-signature", forged) })
        {
            using var answer = await agent.PutAsJsonAsync(path + "/terms", body);
            Assert.Equal(expected, await answer.CodeAsync());
        }

        using var first = await agent.PutAsJsonAsync(path + "/terms", own);
        using var second = await agent.PutAsJsonAsync(path + "/terms", theirs);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var view = await second.ReadAsync();
        Assert.Equal((2, 2), ((int)view["ownVersion"]!, (int)view["theirVersion"]!));
        Assert.Equal((string?)theirs["signedTerms"], (string?)view["theirSignedTerms"]);
    }

    [Fact]
    public async Task AConnectionIsRemovedBlockedAndUnblocked()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        await alice.ConnectAsync(bob);
        var path = $"{alice.Path}/connections/{bob.Id}";

        using var removed = await alice.Owner.Http.DeleteAsync(path);
        using var blocked = await alice.Owner.Http.PostAsync(path + "/block", null);
        using var unblocked = await alice.Owner.Http.PostAsync(path + "/unblock", null);

        Assert.All(
            new[] { removed, blocked, unblocked }, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
    }

    /// <summary>The same record with another signature.</summary>
    private static string Flipped(string record)
    {
        var bytes = Base64Url.DecodeFromChars(record);
        bytes[^64] ^= 1;
        return Base64Url.EncodeToString(bytes);
    }

    private static async Task<string> InviteVictimAsync(TestAgent inviter)
    {
        var body = inviter.Invite();
        body["boundEmail"] = Victim;
        using var invite = await inviter.Owner.Http.PostAsJsonAsync(inviter.Path + "/invites", body);
        return (string)(await invite.ReadAsync())["code"]!;
    }

    private static Task<HttpResponseMessage> AcceptAsync(TestAgent acceptor, string code, TestAgent inviter) =>
        acceptor.Owner.Http.PostAsJsonAsync(acceptor.Path + "/invites/accept", acceptor.Accept(code, inviter));

    /// <summary>An agent whose owner has an account with this address, proven by a link.</summary>
    private static async Task<TestAgent> BoundAsync(TestServer server, string address)
    {
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(address);
        return await BindAsync(server, browser);
    }

    private static async Task<TestAgent> BindAsync(TestServer server, TestBrowser browser)
    {
        var owner = await TestOwner.RegisterAsync(server);
        await browser.BindAsync(owner);
        return await (await owner.AddAgentAsync()).EnrolAsync();
    }

    private static async Task<(TestAgent Alice, TestAgent Bob)> PairAsync(TestServer server) =>
        (await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync(),
            await (await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob")).EnrolAsync());
}
