using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

/// <summary>What is revoked or frozen can do nothing any more, whatever sessions it still holds.</summary>
public sealed class LockOutTests
{
    [Fact]
    public async Task ASessionOfARevokedDeviceIsWorthNothing()
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();
        (await agent.Owner.Http.DeleteAsync($"{agent.Path}/devices/{agent.Device}")).Dispose();

        using var mailbox = await device.GetAsync(agent.Path + "/mailbox");
        using var invite = await device.PostAsJsonAsync(agent.Path + "/invites", new JsonObject());
        using var ticket = await device.PostAsync("/v1/tickets", null);

        Assert.Equal("unauthenticated", await mailbox.CodeAsync());
        Assert.Equal("unauthenticated", await invite.CodeAsync());
        Assert.Equal("unauthenticated", await ticket.CodeAsync());
    }

    [Fact]
    public async Task AFrozenAgentCanNeitherReadNorInviteNorLeave()
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        var peer = await (await TestOwner.RegisterAsync(server, "Bo")).AddAgentAsync("bob");
        await agent.ConnectAsync(peer);
        using var device = await agent.AsDeviceAsync();
        using var key = await agent.AsAgentAsync();
        using var frozen = await agent.Owner.Http.PatchAsJsonAsync(agent.Path, new JsonObject { ["frozen"] = true });

        using var mailbox = await device.GetAsync(agent.Path + "/mailbox");
        using var invite = await key.PostAsJsonAsync(agent.Path + "/invites", new JsonObject());
        using var removal = await key.DeleteAsync($"{agent.Path}/connections/{peer.Id}");
        using var thawed = await agent.Owner.Http.PatchAsJsonAsync(agent.Path, new JsonObject { ["frozen"] = false });
        using var again = await device.GetAsync(agent.Path + "/mailbox");

        Assert.Equal("frozen", await mailbox.CodeAsync());
        Assert.Equal("frozen", await invite.CodeAsync());
        Assert.Equal("frozen", await removal.CodeAsync());
        Assert.True(again.IsSuccessStatusCode);
    }

    [Fact]
    public async Task SigningOutEndsALongPollAtOnce()
    {
        await using var server = new TestServer();
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();
        var poll = device.GetAsync(agent.Path + "/mailbox?wait=50");
        await agent.OnlineAsync();

        (await device.DeleteAsync("/v1/sessions/current")).Dispose();
        using var answer = await poll.WaitAsync(TestServer.Patience);

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }
}
