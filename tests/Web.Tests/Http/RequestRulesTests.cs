using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

/// <summary>What holds for every request: strict JSON, idempotency, limits, hosts and origins.</summary>
public sealed class RequestRulesTests
{
    [Theory]
    [InlineData("""{"frozen": true, "extra": 1}""")]
    [InlineData("""{"frozen": true, "frozen": false}""")]
    [InlineData("""{"Frozen": true}""")]
    [InlineData("""{"frozen": "true"}""")]
    [InlineData("""{"frozen": null}""")]
    [InlineData("""{"frozen": true,}""")]
    [InlineData("""{"frozen": true} {}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"frozen": [[[[[[[[1]]]]]]]]}""")]
    public async Task JsonThatIsNotExactlyTheBodyIsMalformed(string body)
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);

        using var answer = await owner.Http.PostAsync(
            "/v1/owners/me/freeze", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal("malformed", await answer.CodeAsync());
    }

    [Fact]
    public async Task ABodyAbove256KiBIsTooLarge()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var body = new JsonObject { ["frozen"] = new string('x', Limits.MaxJsonBody) };

        using var answer = await owner.Http.PostAsJsonAsync("/v1/owners/me/freeze", body);

        Assert.Equal("too-large", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnotherMediaTypeIsRefused()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);

        using var answer = await owner.Http.PostAsync(
            "/v1/owners/me/freeze",
            new StringContent("frozen=true", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("malformed", await answer.CodeAsync());
    }

    [Fact]
    public async Task ARepeatedCallGetsTheFirstAnswerAndAnotherBodyIsAConflict()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        using var client = owner.Http;
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var registration = new TestAgent(server, owner, "alice").Registration();

        using var first = await client.PostAsJsonAsync("/v1/agents", registration);
        using var repeat = await client.PostAsJsonAsync("/v1/agents", registration);
        registration["displayName"] = "alicia";
        using var other = await client.PostAsJsonAsync("/v1/agents", registration);

        Assert.Equal(await first.Content.ReadAsStringAsync(), await repeat.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Created, repeat.StatusCode);
        Assert.Equal(["true"], repeat.Headers.GetValues("Idempotent-Replayed"));
        Assert.Equal("conflict", await other.CodeAsync());
    }

    [Fact]
    public async Task AnIdempotencyKeyIsItsCallersAndLastsADay()
    {
        await using var server = new TestServer();
        var (ada, ben) = (await TestOwner.RegisterAsync(server), await TestOwner.RegisterAsync(server, "Ben"));
        var agent = await ada.AddAgentAsync();
        using var mine = ada.Http;
        using var theirs = ben.Http;
        mine.DefaultRequestHeaders.Add("Idempotency-Key", "k");
        theirs.DefaultRequestHeaders.Add("Idempotency-Key", "k");

        using var made = await mine.PostAsync(agent.Path + "/keys", null);
        using var foreign = await theirs.PostAsync(agent.Path + "/keys", null);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("not-found", await foreign.CodeAsync());
    }

    [Fact]
    public async Task AnAddressHasAHundredRequestsAMinuteAndIsToldHowManyAreLeft()
    {
        await using var server = new TestServer("Limits:AnonymousPerMinute=100");
        using var client = server.Anonymous("203.0.113.5");
        for (var request = 1; request <= 100; request++)
        {
            using var answer = await client.GetAsync("/nowhere");
            Assert.Equal([$"{100 - request}"], answer.Headers.GetValues("RateLimit-Remaining"));
        }

        using var refused = await client.GetAsync("/nowhere");
        using var neighbour = await server.Anonymous("203.0.113.6").GetAsync("/nowhere");
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await client.GetAsync("/nowhere");

        Assert.Equal("rate-limited", await refused.CodeAsync());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("not-found", await neighbour.CodeAsync());
        Assert.Equal("not-found", await later.CodeAsync());
    }

    [Fact]
    public async Task ANetworkOfIPv6IsOneAddressAndForwardedHeadersAreNotBelieved()
    {
        await using var server = new TestServer("Limits:AnonymousPerMinute=1");
        using var client = server.Anonymous("2001:db8:1:2::1");
        using var sibling = server.Anonymous("2001:db8:1:2:ffff::9");
        sibling.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.77");

        using var first = await client.GetAsync("/nowhere");
        using var second = await sibling.GetAsync("/nowhere");

        Assert.Equal("not-found", await first.CodeAsync());
        Assert.Equal("rate-limited", await second.CodeAsync());
    }

    [Fact]
    public async Task ATrustedProxysForwardedAddressCounts()
    {
        await using var server = new TestServer("Limits:AnonymousPerMinute=1", "TrustedProxies=10.0.0.0/8");
        using var one = server.Anonymous("10.1.2.3");
        one.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.1");
        using var other = server.Anonymous("10.1.2.3");
        other.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.2");

        using var first = await one.GetAsync("/nowhere");
        using var second = await other.GetAsync("/nowhere");
        using var third = await other.GetAsync("/nowhere");

        Assert.Equal("not-found", await first.CodeAsync());
        Assert.Equal("not-found", await second.CodeAsync());
        Assert.Equal("rate-limited", await third.CodeAsync());
    }

    [Fact]
    public async Task FiveOwnersAnHourRegisterFromOneAddress()
    {
        await using var server = new TestServer("Limits:RegistrationsPerHour=5");
        for (var owner = 0; owner < 5; owner++)
            await TestOwner.RegisterAsync(server);

        using var refused = await server.Anonymous()
            .PostAsJsonAsync("/v1/owners", await new TestOwner(server).RegistrationAsync());
        server.Clock.Advance(TimeSpan.FromHours(1));
        await TestOwner.RegisterAsync(server);

        Assert.Equal("rate-limited", await refused.CodeAsync());
    }

    [Fact]
    public async Task WrongCredentialsRunOut()
    {
        await using var server = new TestServer("Limits:FailedSignInsPerMinute=2");
        using var client = server.With(CredentialText.Create(CredentialKind.OwnerSession).Reveal());

        using var first = await client.GetAsync("/v1/owners/me");
        using var second = await client.GetAsync("/v1/owners/me");
        using var third = await client.GetAsync("/v1/owners/me");

        Assert.Equal("unauthenticated", await first.CodeAsync());
        Assert.Equal("unauthenticated", await second.CodeAsync());
        Assert.Equal("rate-limited", await third.CodeAsync());
    }

    [Theory]
    [InlineData("evil.example", null, 421)]
    [InlineData("localhost:9999", null, 421)]
    [InlineData("127.0.0.1:8080", null, 404)]
    [InlineData("localhost:8080", "http://localhost:8080", 404)]
    [InlineData("localhost:8080", "http://evil.example", 403)]
    [InlineData("localhost:8080", "null", 403)]
    public async Task OnlyThisServersHostAndOriginAreLetIn(string host, string? origin, int status)
    {
        await using var server = new TestServer();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { Host = host } };
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        using var answer = await server.Anonymous().SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("DELETE", null, null, "forbidden")]
    [InlineData("DELETE", "http://localhost:8080", null, null)]
    [InlineData("GET", null, "cross-site", "forbidden")]
    [InlineData("GET", null, "same-site", "forbidden")]
    [InlineData("GET", null, "same-origin", null)]
    public async Task TheCookieCountsForTheOwnPageOnly(string method, string? origin, string? site, string? refusal)
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        using var request = new HttpRequestMessage(
            new HttpMethod(method), method == "GET" ? "/v1/owners/me" : "/v1/sessions/current");
        request.Headers.Add("Cookie", "__Host-cex=" + owner.Session);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await server.Anonymous().SendAsync(request);

        Assert.Equal(refusal, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());
    }

    [Theory]
    [InlineData("/approvals", "same-site", "document", 200)]
    [InlineData("/approvals", "cross-site", "document", 200)]
    [InlineData("/approvals", "same-site", "iframe", 403)]
    [InlineData("/v1/owners/me", "same-site", "document", 403)]
    public async Task ALinkOfAnotherSiteShowsAPageAndNothingElse(string path, string site, string dest, int status)
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", "__Host-cex=" + owner.Session);
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", dest);

        using var answer = await server.Anonymous().SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
    }
}
