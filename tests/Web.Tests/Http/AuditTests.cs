using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Storage;
using ContextExchange.Web.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task ARefusalThatCannotBeRecordedIsAnsweredAllTheSame()
    {
        await using var server = new TestServer();
        using var client = server.Anonymous();
        await server.BootstrapCodeAsync();
        FailNextWrite(server);

        using var answer = await client.GetAsync("/v1/owners/me");

        Assert.Equal("unauthenticated", await answer.CodeAsync());
        await UnrecordedAsync(server);
    }

    [Fact]
    public async Task AChangeThatCannotBeRecordedHasHappenedAndIsAnsweredSo()
    {
        await using var server = new TestServer();
        var admin = await TestOwner.RegisterAsync(server, "Root", await server.BootstrapCodeAsync());
        // A session's first use is written down; after it, all that this call writes is its record.
        using var first = await admin.Http.GetAsync("/v1/cluster/silos");
        await server.Audit.NextAsync("owner.create");
        FailNextWrite(server);

        using var answer = await admin.Http.PostAsync("/v1/cluster/silos/silo/undrain", null);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await UnrecordedAsync(server);
    }

    [Fact]
    public async Task AChangeThatCannotBeStoredIsRefusedAsRetryable()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        await server.Audit.NextAsync("owner.create");
        FailNextWrite(server);

        using var answer = await owner.Http.PostAsJsonAsync("/v1/owners/me/freeze", new { frozen = true });

        var problem = await answer.ReadAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("unavailable", (string)problem["code"]!);
        Assert.True((bool)problem["retryable"]!);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("unavailable", (await server.Audit.NextAsync("owner.freeze")).Outcome);
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

    private static void FailNextWrite(TestServer server) =>
        server.Services.GetRequiredService<MemoryStore>().Faults.FailNext(WriteFault.BeforeApplied);

    private static Task UnrecordedAsync(TestServer server) => TestSilos.UntilAsync(() => server.Logs.Lines.Any(
        line => line.Contains("could not be put on the audit record", StringComparison.Ordinal)));
}
