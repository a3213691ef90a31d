using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class SessionsApiTests
{
    [Fact]
    public async Task AnOwnerSignsInByASignature()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);

        using var answer = await SignInAsync(server, owner);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.StartsWith("cex_own_", (string?)(await answer.ReadAsync())["session"]);
    }

    [Fact]
    public async Task AProofWorksOnceOnly()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var body = await BodyAsync(server, owner);

        using var first = await server.Anonymous().PostAsJsonAsync("/v1/sessions/owner", body);
        server.Clock.Advance(TimeSpan.FromSeconds(59));
        using var second = await server.Anonymous().PostAsJsonAsync("/v1/sessions/owner", body);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal("unauthenticated", await second.CodeAsync());
    }

    [Fact]
    public async Task OfAThousandParallelUsesOfAProofOneSucceeds()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var body = await BodyAsync(server, owner);
        using var client = server.Anonymous();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 1_000).Select(_ => client.PostAsJsonAsync("/v1/sessions/owner", body)));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("http://localhost:8080", 61, false)]
    [InlineData("http://localhost:8080", 0, false)]
    [InlineData("http://127.0.0.1:8080", 60, true)]
    [InlineData("https://localhost:8080", 60, false)]
    [InlineData("http://other.example", 60, false)]
    public async Task AProofCountsForThisServerAndAMinute(string origin, int seconds, bool counts)
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var body = await Proofs.MakeAsync(
            server, owner.Key, owner.Id.Value, Guid.Empty, origin, TimeSpan.FromSeconds(seconds));
        body["owner"] = owner.Id.ToString();

        using var answer = await server.Anonymous().PostAsJsonAsync("/v1/sessions/owner", body);

        Assert.Equal(counts, answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task AChallengeExpiresAfterAMinute()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var body = await BodyAsync(server, owner);
        server.Clock.Advance(TimeSpan.FromSeconds(60));

        using var answer = await server.Anonymous().PostAsJsonAsync("/v1/sessions/owner", body);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnUnknownOwnerLooksLikeAWrongSignature()
    {
        await using var server = new TestServer();
        var stranger = new TestOwner(server);

        using var answer = await SignInAsync(server, stranger);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnOwnersSessionEndsWhenItIsIdleForAnHour()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);

        server.Clock.Advance(TimeSpan.FromMinutes(59));
        using var used = await owner.Http.GetAsync("/v1/owners/me");
        server.Clock.Advance(TimeSpan.FromMinutes(59));
        using var usedAgain = await owner.Http.GetAsync("/v1/owners/me");
        server.Clock.Advance(TimeSpan.FromMinutes(61));
        using var idle = await owner.Http.GetAsync("/v1/owners/me");

        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal(HttpStatusCode.OK, usedAgain.StatusCode);
        Assert.Equal("unauthenticated", await idle.CodeAsync());
    }

    [Fact]
    public async Task AnAgentsSessionEndsAfterAQuarterOfAnHour()
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var session = await agent.AsDeviceAsync();

        server.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        using var before = await session.GetAsync(agent.Path);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await session.GetAsync(agent.Path);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal("unauthenticated", await after.CodeAsync());
    }

    [Fact]
    public async Task SessionsAreListedAndEndedOneByOne()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        using var other = await SignInAsync(server, owner);
        using var otherHttp = server.With((string)(await other.ReadAsync())["session"]!);

        var items = (await (await owner.Http.GetAsync("/v1/sessions")).ReadAsync())["items"]!.AsArray();
        var foreign = items.Single(item => !(bool)item!["current"]!)!;
        using var ended = await owner.Http.DeleteAsync($"/v1/sessions/{foreign["id"]}");
        using var refused = await otherHttp.GetAsync("/v1/owners/me");
        using var mine = await owner.Http.GetAsync("/v1/owners/me");

        Assert.Equal(2, items.Count);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("unauthenticated", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
    }

    [Fact]
    public async Task SigningOutEndsTheSession()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);

        using var left = await owner.Http.DeleteAsync("/v1/sessions/current");
        using var refused = await owner.Http.GetAsync("/v1/owners/me");

        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Equal("unauthenticated", await refused.CodeAsync());
    }

    [Fact]
    public async Task APageCodeSetsTheCookieOnce()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        using var made = await owner.Http.PostAsync("/v1/sessions/page-code", null);
        var body = new JsonObject { ["code"] = (string)(await made.ReadAsync())["code"]! };

        using var first = await server.Anonymous().PostAsJsonAsync("/v1/sessions/page", body);
        using var second = await server.Anonymous().PostAsJsonAsync("/v1/sessions/page", body);

        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-cex=cex_own_", cookie);
        Assert.Contains("; path=/; secure; samesite=strict; httponly", cookie);
        Assert.DoesNotContain("domain=", cookie);
        Assert.Equal("unauthenticated", await second.CodeAsync());
    }

    [Fact]
    public async Task TheBootstrapCodeMakesOneOperator()
    {
        await using var server = new TestServer();
        var code = await server.BootstrapCodeAsync();
        var admin = await TestOwner.RegisterAsync(server, "Root", code);
        var late = await new TestOwner(server).RegistrationAsync();
        late["bootstrap"] = code;

        using var refused = await server.Anonymous().PostAsJsonAsync("/v1/owners", late);
        using var audit = await admin.Http.GetAsync("/v1/audit");

        Assert.True((bool)(await (await admin.Http.GetAsync("/v1/owners/me")).ReadAsync())["operator"]!);
        Assert.Equal("unauthenticated", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, audit.StatusCode);
    }

    [Theory]
    [InlineData("Basic QTpC")]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    public async Task AnythingElseInTheHeaderIsRefused(string header)
    {
        await using var server = new TestServer();
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        using var answer = await client.GetAsync("/v1/owners/me");

        Assert.Equal("unauthenticated", await answer.CodeAsync());
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task ACodeThatWorksOnceOpensNoRouteAndIsNotSpentByTrying()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var code = (string)(await (await owner.Http.PostAsync("/v1/sessions/page-code", null)).ReadAsync())["code"]!;

        using var refused = await server.With(code).GetAsync("/v1/owners/me");
        using var used = await server.Anonymous()
            .PostAsJsonAsync("/v1/sessions/page", new JsonObject { ["code"] = code });

        Assert.Equal("unauthenticated", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, used.StatusCode);
    }

    private static async Task<JsonObject> BodyAsync(TestServer server, TestOwner owner)
    {
        var body = await Proofs.MakeAsync(server, owner.Key, owner.Id.Value, Guid.Empty);
        body["owner"] = owner.Id.ToString();
        return body;
    }

    private static async Task<HttpResponseMessage> SignInAsync(TestServer server, TestOwner owner) =>
        await server.Anonymous().PostAsJsonAsync("/v1/sessions/owner", await BodyAsync(server, owner));
}
