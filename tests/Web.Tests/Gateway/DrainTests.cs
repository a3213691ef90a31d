using System.Net.WebSockets;
using ContextExchange.Protocol.Frames;
using ContextExchange.Web.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>A silo of a cluster that is taken out of service.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task ASiloThatDrainsServesItsSocketsUntilItsPartitionsAreGone()
    {
        var cluster = new ScriptedCluster();
        await using var host = await GatewayHost.StartAsync(cluster: cluster);
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host));
        await using var __ = socket;
        await host.CountsAsync(1);
        Assert.Equal(1, cluster.Clients());

        cluster.Tell(true);
        Assert.True(host.Services.GetRequiredService<SiloDrain>().IsDraining);
        var drain = DrainFrame.Read(await socket.ReadAsync(FrameType.Drain));
        await cluster.HandingOver;
        await socket.SendAsync(new PingFrame(5, default));
        Assert.Equal(5u, (await socket.ReadAsync(FrameType.Pong)).Ref);

        cluster.HandedOver();
        Assert.Equal(CloseCode.Draining, await socket.ReadCloseAsync());
        Assert.Equal($"retry={drain.RetryAfter}", socket.CloseReason);
        Assert.InRange(drain.RetryAfter, 0u, 100u);
    }

    [Fact]
    public async Task ADrainedSiloTakesNoSocketUntilItIsTakenBack()
    {
        var cluster = new ScriptedCluster();
        cluster.HandedOver();
        await using var host = await GatewayHost.StartAsync(cluster: cluster);

        cluster.Tell(true);
        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.OpenAsync(host));

        cluster.Tell(false);
        Assert.False(host.Services.GetRequiredService<SiloDrain>().IsDraining);
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host));
        await socket.DisposeAsync();
    }

    [Fact]
    public async Task ADrainedSiloThatStopsDrainsNoSecondTime()
    {
        var cluster = new ScriptedCluster();
        cluster.HandedOver();
        await using var host = await GatewayHost.StartAsync(cluster: cluster);

        cluster.Tell(true);
        await host.StopAsync();

        // A second hand-over would have thrown.
        Assert.True(cluster.HandingOver.IsCompletedSuccessfully);
    }
}
