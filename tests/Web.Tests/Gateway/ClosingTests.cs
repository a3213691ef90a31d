using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Tests.Gateway;

public sealed class ClosingTests
{
    [Fact]
    public async Task AnUnknownFrameIsMalformed() => Assert.Equal(
        CloseCode.Malformed, await AfterAsync(socket => socket.SendAsync(new byte[] { 0x77, 0, 0, 0, 0, 0, 0, 0 })));

    [Fact]
    public async Task AServersFrameIsMalformed() => Assert.Equal(
        CloseCode.Malformed, await AfterAsync(socket => socket.SendAsync(new DrainFrame(0, 1))));

    [Fact]
    public async Task ASecondConnectIsMalformed() => Assert.Equal(
        CloseCode.Malformed,
        await AfterAsync(socket => socket.SendAsync(new ConnectFrame(1, default, default, 0, 0, new byte[64]))));

    [Fact]
    public async Task TextOnABinarySocketIsMalformed() => Assert.Equal(
        CloseCode.Malformed, await AfterAsync(socket => socket.SendTextAsync(new string('x', 10_000))));

    [Fact]
    public async Task AMessageWithoutFramesIsMalformed() => Assert.Equal(
        CloseCode.Malformed, await AfterAsync(socket => socket.SendAsync(Array.Empty<byte>())));

    [Fact]
    public async Task AMessageAbove256KiBIsTooLarge() => Assert.Equal(
        CloseCode.TooLarge, await AfterAsync(socket => socket.SendAsync(new byte[Limits.MaxSocketMessage + 1])));

    [Fact]
    public async Task JsonWithAnUnknownMemberIsMalformed() => Assert.Equal(
        CloseCode.Malformed,
        await AfterAsync(socket => socket.SendAsync("""{"type":"ping","extra":1}"""u8.ToArray()), json: true));

    [Fact]
    public async Task ARevokedDeviceIsClosedAtOnce()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await Assert.Single(device.Agent.Observers).OnClose(CloseCode.Revoked);

        Assert.Equal(CloseCode.Revoked, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task ASilentClientIsPingedAndThenClosed()
    {
        await using var host = await GatewayHost.StartAsync();
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host));
        await using var __ = socket;
        await host.CountsAsync(1);

        host.Clock.Advance(Limits.Heartbeat);
        await socket.ReadAsync(FrameType.Ping);
        host.Clock.Advance(Limits.Heartbeat);

        Assert.Equal(CloseCode.HeartbeatLost, await socket.ReadCloseAsync());
        Assert.StartsWith("retry=", socket.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoHasVanishedIsOfflineBeforeTheGoodbyeWasWaitedFor()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        await host.CountsAsync(1);

        host.Clock.Advance(Limits.Heartbeat);
        await socket.ReadAsync(FrameType.Ping);
        host.Clock.Advance(Limits.Heartbeat);

        await Eventually.TrueAsync(host, () => device.Agent.Observers.Count == 0);
        Assert.Equal(1, host.OpenSockets);
    }

    [Fact]
    public async Task AClientThatAnswersPingsStays()
    {
        await using var host = await GatewayHost.StartAsync();
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host));
        await using var __ = socket;
        await host.CountsAsync(1);

        for (var i = 0; i < 5; i++)
        {
            host.Clock.Advance(Limits.Heartbeat);
            await socket.ReadAsync(FrameType.Ping);
            await socket.SendAsync(new PongFrame(0, default));
            await MailboxFeedTests.AssertQuietAsync(socket);
        }
    }

    [Fact]
    public async Task ASlowReaderIsClosedAndLosesNothing()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using (socket)
        {
            // More than the kernel's buffers and the outbox hold together, while the client reads nothing.
            for (var i = 0; i < 400; i++) await device.Agent.AppendAsync(1, size: 60_000);
            Assert.Equal(CloseCode.SlowReader, await socket.ReadCloseAsync());
            Assert.StartsWith("retry=", socket.CloseReason, StringComparison.Ordinal);
        }

        var (again, ready) = await TestSocket.ConnectAsync(host, device);
        await using var __ = again;
        Assert.True(ready.Recovered);
        await MailboxFeedTests.AssertSequencesAsync(again, 1, 400);
    }

    [Fact]
    public async Task TheReaderOfOldMailIsWaitedFor()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(400, size: 60_000);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await MailboxFeedTests.AssertSequencesAsync(socket, 1, 400);
    }

    [Fact]
    public async Task AReaderThatTakesNothingForTwoHeartbeatsIsClosedAsSlow()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await device.Agent.AppendAsync(400, size: 60_000);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        // The client is alive and says so, but it reads nothing: the kernel's buffers are full soon.
        while (!host.Logs.Lines.Any(line => line.Contains("is closed: slow-reader", StringComparison.Ordinal)))
        {
            await socket.SendAsync(new PongFrame(0, default));
            await host.RoundTripAsync();
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(CloseCode.SlowReader, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task AStoppingServerTellsAnswersAndCloses()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        var answer = new TaskCompletionSource<SendResult>();
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (_, _) => new ValueTask<SendResult>(answer.Task);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device.Id, peer, 1)));
        await MailboxFeedTests.AssertQuietAsync(socket);
        await host.CountsAsync(1);

        var stopping = host.StopAsync();
        var drain = DrainFrame.Read(await socket.ReadAsync(FrameType.Drain));
        Assert.InRange(drain.RetryAfter, 0u, 2_000u);
        answer.SetResult(new SendResult(SendStatus.Accepted, 1, default, default));

        Assert.Equal(1u, (await socket.ReadAsync(FrameType.Receipt)).Ref);
        Assert.Equal(CloseCode.Draining, await socket.ReadCloseAsync());
        Assert.Equal($"retry={drain.RetryAfter}", socket.CloseReason);
        await stopping;
    }

    [Fact]
    public async Task AStoppingServerDoesNotWaitForeverForAnswers()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (_, _) =>
            new ValueTask<SendResult>(new TaskCompletionSource<SendResult>().Task);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device.Id, peer, 1)));
        await MailboxFeedTests.AssertQuietAsync(socket);
        await host.CountsAsync(1);

        var stopping = host.StopAsync();
        await socket.ReadAsync(FrameType.Drain);
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CloseCode.Draining, await socket.ReadCloseAsync());
        await stopping;
    }

    [Fact]
    public async Task AClientsGoodbyeEndsTheSubscription()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        Assert.Single(device.Agent.Observers);

        await socket.DisposeAsync();

        await host.CountsAsync(0);
        Assert.Empty(device.Agent.Observers);
    }

    private static async Task<CloseCode> AfterAsync(Func<TestSocket, Task> act, bool json = false)
    {
        await using var host = await GatewayHost.StartAsync();
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host), json: json);
        await using var __ = socket;
        await act(socket);
        return await socket.ReadCloseAsync();
    }
}
