using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class InvitesApiTests
{
    [Fact]
    public async Task TwoOwnersAgentsConnectByAnInvite()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        using var invite =
            await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", new JsonObject { ["preset"] = "minimal" });
        var code = (string)(await invite.ReadAsync())["code"]!;

        using var preview =
            await bob.Owner.Http.PostAsJsonAsync(bob.Path + "/invites/preview", new JsonObject { ["code"] = code });
        using var accepted = await bob.Owner.Http.PostAsJsonAsync(bob.Path + "/invites/accept", Acceptances.Of(code));
        var seen = await (await alice.Owner.Http.GetAsync($"{alice.Path}/connections/{bob.Id}")).ReadAsync();

        Assert.Equal("alice", (string?)(await preview.ReadAsync())["inviterName"]);
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
        Assert.Equal("active", (string?)seen["standing"]);
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
        using var invite = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", new JsonObject());
        var body = Acceptances.Of((string)(await invite.ReadAsync())["code"]!);
        var (one, other) = (bob.Owner.Http, carol.Owner.Http);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(turn => turn % 2 == 0
            ? one.PostAsJsonAsync(bob.Path + "/invites/accept", body)
            : other.PostAsJsonAsync(carol.Path + "/invites/accept", body)));

        // The agent that came first may repeat itself; the other one never gets in.
        var connected = answers.Where(answer => answer.IsSuccessStatusCode)
            .Select(answer => answer.RequestMessage!.RequestUri!.AbsolutePath).Distinct();
        Assert.Single(connected);
    }

    [Fact]
    public async Task AWrongSecretLooksLikeAnUnknownInvite()
    {
        await using var server = new TestServer();
        var (_, bob) = await PairAsync(server);

        using var answer = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/accept", Acceptances.Of(CredentialText.Create(CredentialKind.Invite).Reveal()));

        Assert.Equal("not-found", await answer.CodeAsync());
    }

    [Fact]
    public async Task ARevokedInviteCannotBeAccepted()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        using var invite = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", new JsonObject());
        var made = await invite.ReadAsync();

        using var foreign = await bob.Owner.Http.DeleteAsync($"{bob.Path}/invites/{made["id"]}");
        using var revoked = await alice.Owner.Http.DeleteAsync($"{alice.Path}/invites/{made["id"]}");
        using var accepted = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/accept", Acceptances.Of((string)made["code"]!));
        var items = (await (await alice.Owner.Http.GetAsync(alice.Path + "/invites")).ReadAsync())["items"]!.AsArray();

        Assert.Equal("not-found", await foreign.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.False(accepted.IsSuccessStatusCode);
        Assert.Equal("revoked", (string?)Assert.Single(items)!["standing"]);
    }

    [Theory]
    [InlineData("""{"preset": "balanced", "terms": {"levels": {}}}""")]
    [InlineData("""{"preset": "generous"}""")]
    [InlineData("""{"terms": {"levels": {"Schedule": {"share": "auto", "receive": "auto"}}}}""")]
    [InlineData("""{"expiresInSeconds": 0}""")]
    [InlineData("""{"expiresInSeconds": 2592001}""")]
    [InlineData("""{"policy": {"retention": 2}}""")]
    [InlineData("""{"policy": {"retention": 30, "idleAfterSeconds": 3599}}""")]
    public async Task TermsThatMakeNoSenseAreRefused(string body)
    {
        await using var server = new TestServer();
        var (alice, _) = await PairAsync(server);

        using var answer = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", JsonNode.Parse(body));

        Assert.Equal("malformed", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnOwnerChangesOnlyTheOwnSideAndSeesAStaleVersion()
    {
        await using var server = new TestServer();
        var (alice, bob) = await PairAsync(server);
        await alice.ConnectAsync(bob);
        var path = $"{alice.Path}/connections/{bob.Id}";
        var change = new JsonObject { ["expectedVersion"] = 1, ["preset"] = "colleagues" };

        using var changed = await alice.Owner.Http.PutAsJsonAsync(path + "/terms", change);
        using var stale = await alice.Owner.Http.PutAsJsonAsync(path + "/terms", change);

        var view = await changed.ReadAsync();
        Assert.Equal(2, (int)view["ownVersion"]!);
        Assert.Equal(1, (int)view["theirVersion"]!);
        Assert.Equal("auto", (string?)view["own"]!["levels"]!["projects"]!["share"]);
        Assert.Equal("stale-version", await stale.CodeAsync());
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

    private static async Task<(TestAgent Alice, TestAgent Bob)> PairAsync(TestServer server) =>
        (await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync(),
            await (await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob")).EnrolAsync());
}
