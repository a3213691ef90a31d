using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class MessagesApiTests
{
    [Fact]
    public async Task WhatIsNoEnvelopeIsRefusedWithItsSendStatus()
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();

        using var answer = await device.PostAsJsonAsync(
            agent.Path + "/messages", new JsonObject { ["envelope"] = Base64Url.EncodeToString(new byte[500]) });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(SendStatuses.Of(SendStatus.Malformed).Code, await answer.CodeAsync());
    }

    [Theory]
    [InlineData("AAA=")]
    [InlineData("AAB")]
    [InlineData("A A")]
    [InlineData("A+/A")]
    public async Task ByteStringsHaveOneForm(string text)
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();

        using var answer =
            await device.PutAsJsonAsync(agent.Path + "/directory", new JsonObject { ["directory"] = text });

        Assert.Equal("malformed", await answer.CodeAsync());
    }

    [Fact]
    public async Task AnEmptyMailboxIsReadAtOnceAndACursorAheadIsRefused()
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();

        var page = await (await device.GetAsync(agent.Path + "/mailbox")).ReadAsync();
        using var ahead = await device.GetAsync(agent.Path + "/mailbox?after=5");
        using var acknowledged =
            await device.PostAsJsonAsync(agent.Path + "/mailbox/ack", new JsonObject { ["sequence"] = 5 });

        Assert.Equal("""{"items":[],"head":0,"oldest":1}""", page.ToJsonString());
        Assert.Equal("cursor-ahead", await ahead.CodeAsync());
        Assert.Equal("cursor-ahead", await acknowledged.CodeAsync());
    }

    [Fact]
    public async Task ALongPollEndsEmptyWhenItsTimeIsUp()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await (await owner.AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();
        var waiting = server.Clock.NextTimerAsync(TimeSpan.FromSeconds(20));
        var poll = device.GetAsync(agent.Path + "/mailbox?wait=20");
        await waiting.WaitAsync(TestServer.Patience);

        server.Clock.Advance(TimeSpan.FromSeconds(20));
        using var answer = await poll.WaitAsync(TestServer.Patience);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task ALongPollIsWokenByTheFirstEntry()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var alice = await (await owner.AddAgentAsync()).EnrolAsync();
        var bob = await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob");
        await alice.ConnectAsync(bob);
        using var device = await alice.AsDeviceAsync();
        var head = (long)(await (await device.GetAsync(alice.Path + "/mailbox")).ReadAsync())["head"]!;
        var poll = device.GetAsync($"{alice.Path}/mailbox?wait=50&after={head}");
        await alice.OnlineAsync();

        // A changed contract puts a notice into the peer's mailbox.
        using var changed = await bob.Owner.Http.PutAsJsonAsync(
            $"{bob.Path}/connections/{alice.Id}/terms",
            await bob.NextTermsAsync(alice, ContractPreset.Minimal));
        using var answer = await poll.WaitAsync(TestServer.Patience);

        var items = (await answer.ReadAsync())["items"]!.AsArray();
        Assert.Equal("notice", (string?)items[0]!["kind"]);
        Assert.False(items[0]!.AsObject().ContainsKey("tag"));
        Assert.Equal(head + 1, (long)items[0]!["sequence"]!);
    }

    [Fact]
    public async Task NothingWaitsForAnOwnerAtFirstAndDecidingTheUnknownIsNotFound()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await owner.AddAgentAsync();

        var waiting = await (await owner.Http.GetAsync("/v1/approvals")).ReadAsync();
        using var decided = await owner.Http.PostAsJsonAsync(
            $"/v1/approvals/{agent.Id}/{AgentId.New()}/{EnvelopeId.New()}", new JsonObject { ["verdict"] = "reject" });

        Assert.Empty(waiting["items"]!.AsArray());
        Assert.Equal("not-found", await decided.CodeAsync());
    }
}
