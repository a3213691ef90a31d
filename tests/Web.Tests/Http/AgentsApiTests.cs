using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class AgentsApiTests
{
    [Fact]
    public async Task AnAgentEnrolsItsFirstDeviceAndALaterOneWaitsForTheOwner()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await (await owner.AddAgentAsync()).EnrolAsync();
        var second = DeviceId.New();

        using var waiting = await server.With(agent.ApiKey).PostAsJsonAsync(
            agent.Path + "/devices", agent.Enrolment(second, Keys.New()));
        using var approved = await owner.Http.PostAsync($"{agent.Path}/devices/{second}/approve", null);
        var devices = (await (await owner.Http.GetAsync(agent.Path)).ReadAsync())["devices"]!.AsArray();

        Assert.Equal(HttpStatusCode.Accepted, waiting.StatusCode);
        Assert.Equal("waiting", (string?)(await waiting.ReadAsync())["standing"]);
        Assert.Equal(HttpStatusCode.NoContent, approved.StatusCode);
        Assert.Equal(["active", "active"], devices.Select(device => (string?)device!["standing"]));
    }

    [Fact]
    public async Task ACertificateOfAnotherOwnerIsRefused()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var forged = new TestAgent(server, new TestOwner(server), "mallory").Registration();

        using var answer = await owner.Http.PostAsJsonAsync("/v1/agents", forged);

        Assert.Equal("invalid-signature", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnAgentIsRenamedAndFrozen()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await owner.AddAgentAsync();

        using var answer = await owner.Http.PatchAsJsonAsync(
            agent.Path, new JsonObject { ["displayName"] = "Alicia", ["frozen"] = true });

        var view = await answer.ReadAsync();
        Assert.Equal("Alicia", (string?)view["displayName"]);
        Assert.True((bool)view["frozen"]!);
    }

    [Fact]
    public async Task AgentsAreListedPageByPage()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        foreach (var name in new[] { "a", "b", "c" })
            await owner.AddAgentAsync(name);

        var first = await (await owner.Http.GetAsync("/v1/agents?limit=2")).ReadAsync();
        var rest = await (await owner.Http.GetAsync($"/v1/agents?limit=2&after={first["next"]}")).ReadAsync();

        Assert.Equal(["a", "b"], first["items"]!.AsArray().Select(item => (string?)item!["displayName"]));
        Assert.Equal(["c"], rest["items"]!.AsArray().Select(item => (string?)item!["displayName"]));
        Assert.False(rest.ContainsKey("next"));
    }

    [Fact]
    public async Task RevokingAKeyEndsTheSessionsObtainedWithIt()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await (await owner.AddAgentAsync()).EnrolAsync();
        using var byKey = await agent.AsAgentAsync();
        using var byDevice = await agent.AsDeviceAsync();
        var id = (string?)(await (await owner.Http.GetAsync(agent.Path + "/keys")).ReadAsync())["items"]![0]!["id"];

        using var revoked = await owner.Http.DeleteAsync($"{agent.Path}/keys/{id}");
        using var keyRefused = await server.With(agent.ApiKey).PostAsync("/v1/sessions/agent", null);
        using var sessionRefused = await byKey.GetAsync(agent.Path);
        using var deviceStays = await byDevice.GetAsync(agent.Path);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal("unauthenticated", await keyRefused.CodeAsync());
        Assert.Equal("unauthenticated", await sessionRefused.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, deviceStays.StatusCode);
    }

    [Fact]
    public async Task ARotatedKeyGoesOnForItsOverlapOnly()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await owner.AddAgentAsync();
        var id = (string?)(await (await owner.Http.GetAsync(agent.Path + "/keys")).ReadAsync())["items"]![0]!["id"];

        using var rotated = await owner.Http.PostAsJsonAsync(
            $"{agent.Path}/keys/{id}/rotate", new JsonObject { ["overlapSeconds"] = 600 });
        var next = (string)(await rotated.ReadAsync())["apiKey"]!;
        using var during = await server.With(agent.ApiKey).PostAsync("/v1/sessions/agent", null);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        using var after = await server.With(agent.ApiKey).PostAsync("/v1/sessions/agent", null);
        using var withNext = await server.With(next).PostAsync("/v1/sessions/agent", null);

        Assert.Equal(HttpStatusCode.Created, during.StatusCode);
        Assert.Equal("unauthenticated", await after.CodeAsync());
        Assert.Equal(HttpStatusCode.Created, withNext.StatusCode);
    }

    [Fact]
    public async Task AnAgentHasAtMostEightKeys()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await owner.AddAgentAsync();
        foreach (var _ in Enumerable.Range(1, Limits.MaxKeysPerAgent - 1))
            Assert.Equal(HttpStatusCode.Created, (await owner.Http.PostAsync(agent.Path + "/keys", null)).StatusCode);

        using var answer = await owner.Http.PostAsync(agent.Path + "/keys", null);

        Assert.Equal("limit-reached", await answer.CodeAsync());
    }

    [Fact]
    public async Task ALongPollEndsWhenTheKeyIsRevoked()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await (await owner.AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();
        var id = (string?)(await (await owner.Http.GetAsync(agent.Path + "/keys")).ReadAsync())["items"]![0]!["id"];
        var poll = device.GetAsync(agent.Path + "/mailbox?wait=50");
        await agent.OnlineAsync();

        using var revoked = await owner.Http.DeleteAsync($"{agent.Path}/keys/{id}");
        using var ended = await poll.WaitAsync(TestServer.Patience);

        Assert.Equal("revoked", await ended.CodeAsync());
    }
}
