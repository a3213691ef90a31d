using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>How sockets end when what they depend on is revoked on another silo.</summary>
public sealed class RevocationTests
{
    [Fact]
    public async Task WhatIsAnnouncedElsewhereEndsTheSocketsThatDependOnIt()
    {
        await using var host = await GatewayHost.StartAsync();
        TestDevice device = new(host), other = new(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        var (untouched, _) = await TestSocket.ConnectAsync(host, other);
        await using var _1 = socket;
        await using var _2 = untouched;
        await FollowedAsync(host);

        await host.Grains.Revocations.Announce(RevocationSubject.Device(device.Id.Agent, device.Id.Device));
        await FollowedAsync(host);

        Assert.Equal(CloseCode.Revoked, await socket.ReadCloseAsync());
        await MailboxFeedTests.AssertQuietAsync(untouched);
    }

    [Fact]
    public async Task WhenAnnouncementsMayBeMissingEverySubjectIsAskedAbout()
    {
        await using var host = await GatewayHost.StartAsync();
        TestDevice device = new(host), other = new(host);
        device.Agent.Standing = StandingOf(device);
        other.Agent.Standing = StandingOf(other);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        var (untouched, _) = await TestSocket.ConnectAsync(host, other);
        await using var _1 = socket;
        await using var _2 = untouched;
        await FollowedAsync(host);

        device.Agent.Standing = StandingOf(device, frozen: true);
        host.Grains.Revocations.Forget();
        await FollowedAsync(host);

        Assert.Equal(CloseCode.Revoked, await socket.ReadCloseAsync());
        await MailboxFeedTests.AssertQuietAsync(untouched);
    }

    [Fact]
    public async Task StreamsEndWhenNobodySaysForTenSecondsWhatIsRevoked()
    {
        await using var host = await GatewayHost.StartAsync();
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host));
        await using var __ = socket;
        await FollowedAsync(host);

        host.Grains.Revocations.IsSilent = true;
        await FollowedAsync(host);
        host.Clock.Advance(RevocationFollower.Patience - RevocationFollower.Interval);
        await MailboxFeedTests.AssertQuietAsync(socket);
        host.Clock.Advance(RevocationFollower.Interval);

        Assert.Equal(CloseCode.Unavailable, await socket.ReadCloseAsync());
        Assert.StartsWith("retry=", socket.CloseReason, StringComparison.Ordinal);
    }

    /// <summary>Waits until every shard was asked once more.</summary>
    private static async Task FollowedAsync(GatewayHost host)
    {
        var before = host.Grains.Revocations.Questions;
        host.Clock.Advance(RevocationFollower.Interval);
        await Eventually.TrueAsync(
            host, () => host.Grains.Revocations.Questions >= before + RevocationSubject.Shards);
    }

    private static AgentStanding StandingOf(TestDevice device, bool frozen = false) => new(
        frozen, false, default, default, [new DeviceCredential(device.Id.Device, default)], [], []);
}
