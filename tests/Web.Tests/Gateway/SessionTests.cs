using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Tests.Gateway;

public sealed class SessionTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task ASentMessageIsAnsweredByAReceipt(bool json)
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        SendRequest seen = default;
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (request, sequence) =>
        {
            seen = request;
            return ValueTask.FromResult(new SendResult(
                SendStatus.Held, sequence, DateTimeOffset.FromUnixTimeMilliseconds(1234), TimeSpan.Zero));
        };
        var (socket, _) = await TestSocket.ConnectAsync(host, device, json: json);
        await using var __ = socket;
        var envelope = TestEnvelope.Create(device.Id, peer, 7);
        var lineage = new byte[39];

        await socket.SendAsync(new SendFrame(5, lineage, envelope));
        var receipt = ReceiptFrame.Read(await socket.ReadAsync(FrameType.Receipt));

        Assert.Equal(new ReceiptFrame(5, SendStatus.Held, 7, 1234, 0), receipt);
        Assert.Equal(device.Id, seen.Sender);
        Assert.Equal(envelope, seen.Envelope.ToArray());
        Assert.Equal(lineage, seen.Lineage.ToArray());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task ASessionThatAsksForItIsToldWhatIsAcknowledgedButNotBeforeItsGreeting(bool json)
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        device.Agent.BeforeRead = () => TellAcknowledgedAsync(device.Agent, peer, 6);
        var watched = RememberWish(host, device, peer);
        var (socket, _) = await TestSocket.ConnectAsync(host, device, json: json, query: "?tell=acknowledged");
        await using var __ = socket;

        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device.Id, peer, 7)));
        await socket.ReadAsync(FrameType.Receipt);
        await TellAcknowledgedAsync(device.Agent, peer, 7);

        var told = AcknowledgedFrame.Read(await socket.ReadAsync(FrameType.Acknowledged));
        Assert.Equal(new AcknowledgedFrame(0, peer, 7), told);
        Assert.Equal([true], watched);
    }

    [Theory, InlineData(""), InlineData("?tell=nothing"), InlineData("?acknowledged")]
    public async Task ASessionThatDoesNotAskForItIsNotToldWhatIsAcknowledged(string query)
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        var watched = RememberWish(host, device, peer);
        var (socket, _) = await TestSocket.ConnectAsync(host, device, query: query);
        await using var __ = socket;

        await TellAcknowledgedAsync(device.Agent, peer, 7);
        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device.Id, peer, 7)));

        await socket.ReadAsync(FrameType.Receipt);
        Assert.Equal([false], watched);
    }

    [Fact]
    public async Task ReceiptsLeaveAsTheyComeAndCallsKeepTheirOrder()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        List<long> called = [];
        var answers = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<SendResult>()).ToArray();
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (_, sequence) =>
        {
            called.Add(sequence);
            return new ValueTask<SendResult>(answers[sequence].Task);
        };
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        for (uint i = 1; i <= 3; i++)
            await socket.SendAsync(new SendFrame(i, default, TestEnvelope.Create(device.Id, peer, i)));
        await MailboxFeedTests.AssertQuietAsync(socket);
        Assert.Equal([1, 2, 3], called);

        foreach (var sequence in new[] { 2, 3, 1 })
        {
            answers[sequence].SetResult(new SendResult(SendStatus.Accepted, sequence, default, default));
            Assert.Equal((uint)sequence, (await socket.ReadAsync(FrameType.Receipt)).Ref);
        }
    }

    [Fact]
    public async Task At256UnansweredFramesReadingPauses()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        int called = 0, answered = 0, most = 0;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Grains.Connection(device.Id.Agent, peer).OnSend = async (_, sequence) =>
        {
            // One reader calls, so nobody else changes these two.
            called++;
            most = Math.Max(most, called - Volatile.Read(ref answered));
            await gate.Task;
            Interlocked.Increment(ref answered);
            return new SendResult(SendStatus.Accepted, sequence, default, default);
        };
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        for (uint i = 1; i <= 300; i++)
            await socket.SendAsync(new SendFrame(i, default, TestEnvelope.Create(device.Id, peer, i)));

        await Eventually.TrueAsync(host, () => Volatile.Read(ref called) == 256);
        gate.SetResult();
        HashSet<uint> receipts = [];
        while (receipts.Count < 300) receipts.Add((await socket.ReadAsync(FrameType.Receipt)).Ref);

        Assert.Equal((300, 256), (called, most));
    }

    [Fact]
    public async Task AnEnvelopeThatIsNoneIsMalformed()
    {
        await using var host = await GatewayHost.StartAsync();
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host));
        await using var __ = socket;

        await socket.SendAsync(new SendFrame(3, default, new byte[500]));

        var receipt = ReceiptFrame.Read(await socket.ReadAsync(FrameType.Receipt));
        Assert.Equal(new ReceiptFrame(3, SendStatus.Malformed, 0, 0, 0), receipt);
    }

    [Fact]
    public async Task AFailureBehindTheSocketIsUnavailable()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        var connection = host.Grains.Connection(device.Id.Agent, peer);
        connection.OnSend = (_, _) => throw new InvalidOperationException("the store is gone");
        connection.OnPublishEpoch = _ => throw new TimeoutException();
        connection.OnGetEpoch = _ => throw new TimeoutException();
        device.Agent.OnAcknowledge = _ => throw new TimeoutException();
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device.Id, peer, 9)));
        var receipt = ReceiptFrame.Read(await socket.ReadAsync(FrameType.Receipt));
        Assert.Equal((SendStatus.Unavailable, 9L, 1_000u), (receipt.Status, receipt.Sequence, receipt.RetryAfter));

        await socket.SendAsync(new PublishEpochFrame(2, peer, new byte[10]));
        Assert.Equal(new ResultFrame(2, Refusal.Unavailable, 1_000), await ResultAsync(socket));
        await socket.SendAsync(new GetEpochFrame(3, peer, new byte[32]));
        Assert.Equal(new ResultFrame(3, Refusal.Unavailable, 1_000), await ResultAsync(socket));
        await socket.SendAsync(new AckFrame(4, 1));
        Assert.Equal(new ResultFrame(4, Refusal.Unavailable, 1_000), await ResultAsync(socket));
    }

    [Fact]
    public async Task ADeviceThatPublishesTooManyEpochsIsToldHowLongToWait()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        host.Grains.Connection(device.Id.Agent, peer).OnPublishEpoch = _ => new(Refusal.RateLimited);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await socket.SendAsync(new PublishEpochFrame(2, peer, new byte[10]));

        Assert.Equal(new ResultFrame(2, Refusal.RateLimited, 30_000), await ResultAsync(socket));
    }

    [Fact]
    public async Task AStoreThatIsOutOfReachDoesNotFillTheLog()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (_, _) => throw new TimeoutException();
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        for (uint i = 1; i <= 50; i++)
            await socket.SendAsync(new SendFrame(i, default, TestEnvelope.Create(device.Id, peer, i)));
        for (var i = 0; i < 50; i++) await socket.ReadAsync(FrameType.Receipt);

        Assert.Equal(2, host.Logs.Lines.Count(line => line.StartsWith("Error ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task EpochsArePublishedAndFetched()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        byte[] record = [1, 2, 3];
        var connection = host.Grains.Connection(device.Id.Agent, peer);
        connection.OnPublishEpoch = given =>
            ValueTask.FromResult(given.Span.SequenceEqual(record) ? Refusal.None : Refusal.Malformed);
        connection.OnGetEpoch = _ => ValueTask.FromResult<ReadOnlyMemory<byte>>(record);
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await socket.SendAsync(new PublishEpochFrame(2, peer, record));
        Assert.Equal(new ResultFrame(2, Refusal.None, 0), await ResultAsync(socket));
        await socket.SendAsync(new GetEpochFrame(3, peer, new byte[32]));
        var epoch = EpochFrame.Read(await socket.ReadAsync(FrameType.Epoch));
        Assert.Equal(ConnectionId.Between(device.Id.Agent, peer), epoch.Connection);
        Assert.Equal(record, epoch.Record.ToArray());
    }

    [Fact]
    public async Task OfSeveralAcknowledgementsInOneMessageTheLastCounts()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        List<long> acknowledged = [];
        device.Agent.OnAcknowledge = sequence =>
        {
            acknowledged.Add(sequence);
            return ValueTask.FromResult(Refusal.None);
        };
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        var message = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var sequence in new[] { 1, 3, 2 }) BinaryFrames.Write(message, new AckFrame(0, sequence));

        await socket.SendAsync(message.WrittenMemory);
        await socket.SendAsync(new AckFrame(9, 5));

        Assert.Equal(new ResultFrame(9, Refusal.None, 0), await ResultAsync(socket));
        Assert.Equal([3, 5], acknowledged);
    }

    [Fact]
    public async Task ASocketThatSendsTooFastIsTold()
    {
        await using var host = await GatewayHost.StartAsync(options =>
        {
            options.FramesPerSecond = 1;
            options.FrameBurst = 2;
        });
        var device = new TestDevice(host);
        var peer = AgentId.New();
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;
        for (uint i = 1; i <= 3; i++)
            await socket.SendAsync(new SendFrame(i, default, TestEnvelope.Create(device.Id, peer, i)));

        List<ReceiptFrame> receipts = [];
        for (var i = 0; i < 3; i++) receipts.Add(ReceiptFrame.Read(await socket.ReadAsync(FrameType.Receipt)));

        Assert.Equal([SendStatus.Accepted, SendStatus.Accepted, SendStatus.Overloaded], receipts.Select(r => r.Status));
        Assert.InRange(receipts[2].RetryAfter, 1u, 2_000u);
        Assert.Equal(3, receipts[2].Sequence);
    }

    [Fact]
    public async Task ASocketThatGoesOnSendingTooFastIsClosed()
    {
        await using var host = await GatewayHost.StartAsync(options =>
        {
            options.FramesPerSecond = 1;
            options.FrameBurst = 2;
        });
        var (socket, _) = await TestSocket.ConnectAsync(host, new TestDevice(host));
        await using var __ = socket;
        var flood = new System.Buffers.ArrayBufferWriter<byte>();
        for (var i = 0; i < 100; i++) BinaryFrames.Write(flood, new AckFrame(0, 1));

        await socket.SendAsync(flood.WrittenMemory);

        Assert.Equal(CloseCode.Overloaded, await socket.ReadCloseAsync());
        Assert.StartsWith("retry=", socket.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedMessageThatTellsOfAnAttackIsRecorded()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (_, sequence) =>
            ValueTask.FromResult(new SendResult(SendStatus.NotConnected, sequence, default, default));
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device.Id, peer, 1)));
        await socket.ReadAsync(FrameType.Receipt);

        await Eventually.TrueAsync(host, () => !host.Audit.Records.IsEmpty);
        var record = Assert.Single(host.Audit.Records);
        Assert.Equal((device.Id.Agent.ToString(), "message.send", peer.ToString(), "not-connected"),
            (record.Actor, record.Action, record.Subject, record.Outcome));
    }

    [Fact]
    public async Task AFloodOfRefusalsDoesNotFillTheAuditLog()
    {
        await using var host = await GatewayHost.StartAsync(options => options.AuditedRefusalsPerSecond = 1);
        var device = new TestDevice(host);
        var peer = AgentId.New();
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (_, sequence) =>
            ValueTask.FromResult(new SendResult(SendStatus.NotAllowed, sequence, default, default));
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        for (uint i = 1; i <= 100; i++)
            await socket.SendAsync(new SendFrame(i, default, TestEnvelope.Create(device.Id, peer, i)));
        for (var i = 0; i < 100; i++) await socket.ReadAsync(FrameType.Receipt);

        Assert.Equal(10, host.Audit.Records.Count);
    }

    private static async Task<ResultFrame> ResultAsync(TestSocket socket) =>
        ResultFrame.Read(await socket.ReadAsync(FrameType.Result));

    private static async Task TellAcknowledgedAsync(ScriptedAgent agent, AgentId peer, long sequence)
    {
        foreach (var observer in agent.Observers) await observer.OnAcknowledged(peer, sequence);
    }

    /// <summary>Of each message to the peer, whether it is watched.</summary>
    private static List<bool> RememberWish(GatewayHost host, TestDevice device, AgentId peer)
    {
        List<bool> watched = [];
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (request, sequence) =>
        {
            watched.Add(request.Watched);
            return ValueTask.FromResult(new SendResult(SendStatus.Accepted, sequence, default, default));
        };
        return watched;
    }
}
