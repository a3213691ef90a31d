using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class AuditTests
{
    [Fact]
    public async Task AChangeIsRecordedWithWhoWhatAndFromWhere()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await owner.AddAgentAsync();

        var record = await server.Audit.NextAsync("agent.create");

        Assert.Equal(owner.Id.ToString(), record.Actor);
        Assert.Equal(agent.Id.ToString(), record.Subject);
        Assert.Equal("ok", record.Outcome);
        Assert.Matches("^[0-9a-f]{16}$", record.Origin);
    }

    [Fact]
    public async Task ARefusalIsRecordedAndAReadIsNot()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var stranger = await TestOwner.RegisterAsync(server, "Eve");
        var agent = await owner.AddAgentAsync();

        using var read = await owner.Http.GetAsync(agent.Path);
        using var refused = await stranger.Http.GetAsync(agent.Path);
        var record = await server.Audit.NextAsync("read /v1/agents/{agent}");

        Assert.Equal("not-found", record.Outcome);
        Assert.Equal(stranger.Id.ToString(), record.Actor);
    }

    [Fact]
    public async Task OfAFloodOneRefusalAMinuteIsRecorded()
    {
        await using var server = new TestServer("Limits:AnonymousPerMinute=1");
        using var client = server.Anonymous();
        for (var request = 0; request < 20; request++)
            (await client.GetAsync("/nowhere")).Dispose();

        using var last = await server.Anonymous("192.0.2.99").GetAsync("/end");
        await server.Audit.NextAsync("request.unknown");

        Assert.InRange(server.Audit.Drain().Count(record => record.Outcome == "rate-limited"), 0, 1);
    }

    [Fact]
    public async Task NoSecretNameOrAddressGetsIntoLogsOrAudit()
    {
        await using var server = new TestServer();
        const string address = "198.51.100.213";
        const string canary = "Canary-5a1f";
        var code = await server.BootstrapCodeAsync();
        var owner = await TestOwner.RegisterAsync(server, canary, code);
        var agent = await (await owner.AddAgentAsync(canary + "-agent")).EnrolAsync();
        using var agentHttp = await agent.AsAgentAsync();
        using var deviceHttp = await agent.AsDeviceAsync();
        var inviting = agent.Invite();
        inviting["boundEmail"] = canary + "@example.org";
        using var invite = await owner.Http.PostAsJsonAsync(agent.Path + "/invites", inviting);
        var secret = (string)(await invite.ReadAsync())["code"]!;
        using var ticket = await deviceHttp.PostAsync("/v1/tickets", null);
        using var wrong = await server.With(owner.Session + "x", address).GetAsync("/v1/owners/me?q=" + canary);
        using var broken = await server.Anonymous(address)
            .PostAsJsonAsync("/v1/owners", new JsonObject { [canary] = canary });
        using var lost = await server.Anonymous(address).GetAsync("/" + canary + "/" + canary);
        await server.Audit.NextAsync("ticket.create");

        string[] secrets =
        [
            owner.Session, agent.ApiKey, secret, code, (string)(await ticket.ReadAsync())["ticket"]!,
            agentHttp.DefaultRequestHeaders.Authorization!.Parameter!,
            deviceHttp.DefaultRequestHeaders.Authorization!.Parameter!,
        ];
        var text =
            string.Join('\n', server.Logs.Lines.Concat(server.Audit.Drain().Select(record => record.ToString())));
        Assert.All(secrets, one => Assert.DoesNotContain(one[^49..], text));
        Assert.DoesNotContain(canary, text);
        Assert.DoesNotContain(address, text);
    }
}
