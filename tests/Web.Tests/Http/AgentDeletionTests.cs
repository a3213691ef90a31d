using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class AgentDeletionTests
{
    [Fact]
    public async Task ADeletedAgentIsGoneForEverybodyAndARepeatIsAnsweredAlike()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var stays = await owner.AddAgentAsync("stays");
        var agent = await (await owner.AddAgentAsync("goes")).EnrolAsync();
        using var byDevice = await agent.AsDeviceAsync();

        using var deleted = await owner.Http.DeleteAsync(agent.Path);
        using var repeated = await owner.Http.DeleteAsync(agent.Path);
        using var read = await owner.Http.GetAsync(agent.Path);
        using var changed = await owner.Http.PatchAsJsonAsync(agent.Path, new JsonObject { ["frozen"] = false });
        using var device = await byDevice.GetAsync(agent.Path);
        using var key = await server.With(agent.ApiKey).PostAsync("/v1/sessions/agent", null);
        using var proven = await server.Anonymous().PostAsJsonAsync(
            "/v1/sessions/device", await agent.DeviceProofAsync());
        var listed = (await (await owner.Http.GetAsync("/v1/agents")).ReadAsync())["items"]!.AsArray();
        var me = await (await owner.Http.GetAsync("/v1/owners/me")).ReadAsync();

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, repeated.StatusCode);
        Assert.Equal("not-found", await read.CodeAsync());
        Assert.Equal("not-found", await changed.CodeAsync());
        Assert.Equal("unauthenticated", await device.CodeAsync());
        Assert.Equal("unauthenticated", await key.CodeAsync());
        Assert.Equal("unauthenticated", await proven.CodeAsync());
        Assert.Equal(stays.Id.ToString(), (string?)Assert.Single(listed)!["agent"]);
        Assert.Equal([stays.Id.ToString()], me["agents"]!.AsArray().Select(id => (string?)id));
        Assert.Equal(agent.Id.ToString(), (await server.Audit.NextAsync("agent.delete")).Subject);
    }

    [Fact]
    public async Task ItsConnectionsEndAndThePeerKeepsItsSideUnderTheName()
    {
        await using var server = new TestServer();
        var (alice, bob, _, _) = await HeldMessageTests.HeldAsync(server);

        using var deleted = await alice.Owner.Http.DeleteAsync(alice.Path);
        var connection = await (await bob.Owner.Http.GetAsync($"{bob.Path}/connections/{alice.Id}")).ReadAsync();
        var approvals = await (await bob.Owner.Http.GetAsync("/v1/approvals")).ReadAsync();
        using var device = await bob.AsDeviceAsync();
        var mailbox = await (await device.GetAsync(bob.Path + "/mailbox")).ReadAsync();
        using var keys = await bob.Owner.Http.GetAsync($"{bob.Path}/connections/{alice.Id}/keys");
        using var removed = await bob.Owner.Http.DeleteAsync($"{bob.Path}/connections/{alice.Id}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("removed", (string?)connection["standing"]);
        Assert.Equal(alice.Name, (string?)connection["peerName"]);
        Assert.Empty(approvals["items"]!.AsArray());
        Assert.Equal("notice", (string?)mailbox["items"]!.AsArray()[^1]!["kind"]);
        Assert.Equal("not-found", await keys.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    [Fact]
    public async Task WhatItHoldsForItsOwnOwnerIsCancelledToo()
    {
        await using var server = new TestServer();
        var (alice, bob, _, _) = await HeldMessageTests.HeldAsync(server);

        using var deleted = await bob.Owner.Http.DeleteAsync(bob.Path);
        var approvals = await (await bob.Owner.Http.GetAsync("/v1/approvals")).ReadAsync();
        using var device = await alice.AsDeviceAsync();
        var mailbox = await (await device.GetAsync(alice.Path + "/mailbox")).ReadAsync();

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(approvals["items"]!.AsArray());
        Assert.Contains(
            mailbox["items"]!.AsArray(), item => HeldMessageTests.NoticeOf(item!)?.Kind == NoticeKind.HoldCancelled);
    }

    [Fact]
    public async Task ItsOpenInviteConnectsNobody()
    {
        await using var server = new TestServer();
        var alice = await (await TestOwner.RegisterAsync(server)).AddAgentAsync();
        var bob = await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob");
        using var invite = await alice.Owner.Http.PostAsJsonAsync(alice.Path + "/invites", alice.Invite());
        var code = (string)(await invite.ReadAsync())["code"]!;

        using var deleted = await alice.Owner.Http.DeleteAsync(alice.Path);
        using var accepted = await bob.Owner.Http.PostAsJsonAsync(
            bob.Path + "/invites/accept", bob.Accept(code, alice));

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("revoked", await accepted.CodeAsync());
    }

    [Fact]
    public async Task ItsLongPollEndsAndItsIdIsNotGivenAgain()
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();
        var poll = device.GetAsync(agent.Path + "/mailbox?wait=50");
        await agent.OnlineAsync();

        using var deleted = await agent.Owner.Http.DeleteAsync(agent.Path);
        using var ended = await poll.WaitAsync(TestServer.Patience);
        using var again = await agent.Owner.Http.PostAsJsonAsync("/v1/agents", agent.Registration());

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("revoked", await ended.CodeAsync());
        Assert.Equal("revoked", await again.CodeAsync());
    }

    [Fact]
    public async Task AnotherOwnerDeletesNothingAlsoWhatIsDeleted()
    {
        await using var server = new TestServer();
        var agent = await (await TestOwner.RegisterAsync(server)).AddAgentAsync();
        var eve = await TestOwner.RegisterAsync(server, "Eve");

        using var before = await eve.Http.DeleteAsync(agent.Path);
        using var stays = await agent.Owner.Http.GetAsync(agent.Path);
        using var deleted = await agent.Owner.Http.DeleteAsync(agent.Path);
        using var after = await eve.Http.DeleteAsync(agent.Path);

        Assert.Equal("not-found", await before.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("not-found", await after.CodeAsync());
    }

    [Fact]
    public async Task AnAccountDeletesOnlyShortlyAfterItSignedIn()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await owner.AddAgentAsync();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync("ada@example.org");
        await browser.BindAsync(owner);
        server.Clock.Advance(Limits.RecentSignIn);

        using var late = await browser.Http.DeleteAsync(agent.Path);
        await browser.SignInByLinkAsync("ada@example.org");
        using var deleted = await browser.Http.DeleteAsync(agent.Path);

        Assert.Equal("reauthenticate", await late.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }
}
