using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Tests.Gateway;

public sealed class MailboxFeedTests
{
    [Fact]
    public async Task OldMailComesFirstThenPushes()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(300);

        var (socket, _) = await TestSocket.ConnectAsync(host, device, resume: 10);
        await using var __ = socket;
        await AssertSequencesAsync(socket, 11, 300);
        await device.Agent.AppendAsync(3);

        await AssertSequencesAsync(socket, 301, 303);
    }

    [Fact]
    public async Task PushesDuringTheReadingOfOldMailAreNeitherLostNorDoubled()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(200);
        var pushed = 0;
        device.Agent.BeforeRead = async () =>
        {
            if (Interlocked.Increment(ref pushed) <= 5) await device.Agent.AppendAsync(7);
        };

        var (socket, _) = await TestSocket.ConnectAsync(host, device, resume: 0);
        await using var __ = socket;

        await AssertSequencesAsync(socket, 1, 200 + (Math.Min(pushed, 5) * 7));
    }

    [Fact]
    public async Task AGapInPushesIsRead()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await device.Agent.AppendAsync(5, push: false);
        await device.Agent.AppendAsync(1);

        await AssertSequencesAsync(socket, 1, 6);
    }

    [Fact]
    public async Task APushThatOvertakesTheFirstReadDoesNotEndTheSocket()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var appended = false;
        device.Agent.AfterRead = () =>
        {
            if (appended) return Task.CompletedTask;
            appended = true;
            return device.Agent.AppendAsync(3);
        };

        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await AssertSequencesAsync(socket, 1, 3);
    }

    [Fact]
    public async Task RepeatedAndOverlappingPushesAreDeliveredOnce()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        await device.Agent.AppendAsync(4, push: false);
        var all = (await device.Agent.ReadMailbox(0, 10)).Entries;
        var observer = Assert.Single(device.Agent.Observers);

        await observer.OnEntries([all[0], all[1]]);
        await observer.OnEntries([all[0], all[1], all[2]]);
        await observer.OnEntries([all[1]]);
        await observer.OnEntries([all[2], all[3]]);

        await AssertSequencesAsync(socket, 1, 4);
        await AssertQuietAsync(socket);
    }

    [Fact]
    public async Task ALostPushIsMadeUpForByTheNextRenewal()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        await device.Agent.AppendAsync(2, push: false);

        await AdvanceAliveAsync(host, socket, 30);

        Assert.True(device.Agent.Subscriptions >= 2);
        await AssertSequencesAsync(socket, 1, 2);
    }

    [Fact]
    public async Task AfterItsAgentHasMovedASessionSubscribesAgainAtTheNextTick()
    {
        var homes = new ScriptedHomes();
        await using var host = await GatewayHost.StartAsync(homes: homes);
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        await device.Agent.AppendAsync(2, push: false);

        homes.Home = 2;
        await AdvanceAliveAsync(host, socket, 1);

        await AssertSequencesAsync(socket, 1, 2);
        Assert.Equal(2, device.Agent.Subscriptions);
    }

    [Fact]
    public async Task WhileNobodyOwnsItsAgentASessionWaits()
    {
        var homes = new ScriptedHomes();
        await using var host = await GatewayHost.StartAsync(homes: homes);
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        homes.Home = 0;
        await AdvanceAliveAsync(host, socket, 3);
        homes.Home = 1;
        await AdvanceAliveAsync(host, socket, 3);

        Assert.Equal(1, device.Agent.Subscriptions);
    }

    [Fact]
    public async Task ResumeBeforeTheOldestEntryStartsThereAndSaysSo()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(20);
        device.Agent.Oldest = 11;

        var (socket, ready) = await TestSocket.ConnectAsync(host, device, resume: 3);
        await using var _ = socket;

        Assert.Equal((false, 11L), (ready.Recovered, ready.From));
        await AssertSequencesAsync(socket, 11, 20);
    }

    [Fact]
    public async Task ResumeAfterTheHeadStartsBehindItAndSaysSo()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(5);

        var (socket, ready) = await TestSocket.ConnectAsync(host, device, resume: 9);
        await using var _ = socket;

        Assert.Equal((false, 6L, 5L), (ready.Recovered, ready.From, ready.Head));
        await device.Agent.AppendAsync(1);
        await AssertSequencesAsync(socket, 6, 6);
    }

    [Fact]
    public async Task ResumeJustBeforeTheOldestEntryIsComplete()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(20);
        device.Agent.Oldest = 11;

        var (socket, ready) = await TestSocket.ConnectAsync(host, device, resume: 10);
        await using var _ = socket;

        Assert.True(ready.Recovered);
        await AssertSequencesAsync(socket, 11, 20);
    }

    [Fact]
    public async Task EveryEntryArrivesOnceInOrderHoweverPushesBehave()
    {
        const int seed = 20261122;
        var random = new Random(seed);
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(50, push: false);
        var (socket, _) = await TestSocket.ConnectAsync(host, device, resume: 0);
        await using var __ = socket;

        var total = 50;
        for (var round = 0; round < 200; round++)
        {
            var count = random.Next(1, 6);
            await device.Agent.AppendAsync(count, push: random.Next(3) > 0);
            total += count;
        }

        await device.Agent.AppendAsync(1);
        await AssertSequencesAsync(socket, 1, total + 1);
        await AssertQuietAsync(socket);
    }

    [Fact]
    public async Task AMailboxThatCannotBeReadClosesTheSocketAsUnavailable()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        device.Agent.BeforeRead = () => throw new InvalidOperationException("the store is gone");

        await device.Agent.AppendAsync(1, push: false);
        await device.Agent.AppendAsync(1);

        Assert.Equal(CloseCode.Unavailable, await socket.ReadCloseAsync());
        Assert.StartsWith("retry=", socket.CloseReason, StringComparison.Ordinal);
    }

    internal static async Task AssertSequencesAsync(TestSocket socket, long from, long to)
    {
        for (var expected = from; expected <= to; expected++)
            Assert.Equal(expected, DeliveryFrame.Read(await socket.ReadAsync(FrameType.Delivery)).Sequence);
    }

    /// <summary>The answer to a ping is the next frame: nothing else was under way.</summary>
    internal static async Task AssertQuietAsync(TestSocket socket)
    {
        await socket.SendAsync(new PingFrame(77, default));
        Assert.Equal(77u, (await socket.ReadAsync(FrameType.Pong)).Ref);
    }

    /// <summary>Lets time pass on a socket whose client is alive.</summary>
    internal static async Task AdvanceAliveAsync(GatewayHost host, TestSocket socket, int seconds)
    {
        for (var passed = 0; passed < seconds; passed += 5)
        {
            await AssertQuietAsync(socket);
            host.Clock.Advance(TimeSpan.FromSeconds(5));
        }
    }
}
