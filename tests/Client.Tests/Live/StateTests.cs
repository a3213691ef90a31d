using System.Collections.Concurrent;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client.Tests.Live;

public sealed class StateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<ClientStatus> _seen = new();

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ARefusedProofClosesForGoodAndIsNotTriedAgain()
    {
        await using var server = await ScriptedServer.StartAsync(
            socket => socket.CloseAsync(CloseCode.Unauthenticated));
        await using var client = await OpenAsync(server);
        var closed = await Assert.ThrowsAsync<ClosedException>(() => client.ConnectAsync(Limit));
        Assert.Equal(("unauthenticated", CloseCode.Unauthenticated), (closed.Code, closed.CloseCode));
        Assert.Equal(ClientState.Closed, client.Status.State);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task ADrainingServerIsComeBackToAfterTheDelayThatItAskedFor()
    {
        await using var server = await ScriptedServer.StartAsync(
            async socket =>
            {
                await socket.GreetAsync();
                await socket.CloseAsync(CloseCode.Draining, "retry=30");
            },
            async socket =>
            {
                await socket.GreetAsync();
                await socket.StayAsync();
            });
        await using var client = await OpenAsync(server);
        var again = Connected(client, times: 2);
        await client.ConnectAsync(Limit);
        await again;
        var drained = _seen.Single(status => status.State == ClientState.Disconnected);
        Assert.Equal((CloseCode.Draining, TimeSpan.FromMilliseconds(30)), (drained.Code, drained.RetryIn));
    }

    [Fact]
    public async Task AfterADisconnectTheClientResumesBehindWhatItHasStored()
    {
        var resumed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(
            async socket =>
            {
                await socket.GreetAsync(head: 2);
                await socket.SendAsync(NoticeAt(1));
                await socket.SendAsync(NoticeAt(2));
                // What the client acknowledges it has stored.
                while ((await socket.ReadAsync()).Type != FrameType.Ack) { }
                await socket.CloseAsync(CloseCode.Overloaded);
            },
            async socket =>
            {
                resumed.TrySetResult((await socket.GreetAsync(head: 2, from: 3)).Resume);
                await socket.StayAsync();
            });
        await using var client = await OpenAsync(server);
        foreach (var item in await client.ReceiveAvailableAsync(Limit)) await client.AckAsync(item);
        Assert.Equal(2, await resumed.Task.WaitAsync(Limit));
    }

    [Fact]
    public async Task AGapInTheDeliveriesIsNeverSkippedButResumed()
    {
        var resumed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(
            async socket =>
            {
                await socket.GreetAsync(head: 3);
                await socket.SendAsync(NoticeAt(1));
                await socket.SendAsync(NoticeAt(3));
                await socket.StayAsync();
            },
            async socket =>
            {
                resumed.TrySetResult((await socket.GreetAsync(head: 3, from: 2)).Resume);
                await socket.StayAsync();
            });
        await using var client = await OpenAsync(server);
        await client.ConnectAsync(Limit);
        Assert.InRange(await resumed.Task.WaitAsync(Limit), 0, 1);
    }

    [Fact]
    public async Task ALossThatTheServerAdmitsIsToldToTheApplication()
    {
        var gap = new TaskCompletionSource<MailboxGap>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(async socket =>
        {
            await socket.GreetAsync(head: 9, from: 8, recovered: false);
            await socket.StayAsync();
        });
        await using var client = await OpenAsync(server, new AgentClientOptions { OnGap = gap.SetResult });
        await client.ConnectAsync(Limit);
        Assert.Equal(new MailboxGap(0, 8), await gap.Task.WaitAsync(Limit));
    }

    private static DeliveryFrame NoticeAt(long sequence)
    {
        var notice = new Notice(
            NoticeKind.Approved, new ConnectionId(new Guid(1, 2, 3, new byte[8])), EnvelopeId.New(),
            DateTimeOffset.UnixEpoch);
        return new DeliveryFrame(0, sequence, EntryKind.Notice, 0, notice.Connection, default, notice.ToBytes());
    }

    /// <summary>A device that has nothing left to register or renew, so that only the socket is used.</summary>
    private async Task<AgentClient> OpenAsync(ScriptedServer server, AgentClientOptions? options = null)
    {
        using var protection = StoreProtection.FromKeyFile(_folder.File("key"));
        var profile = DeviceProfile.Create(DeviceStore.Open(_folder.File("db"), protection), server.Address, "tester");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var device = profile.Device;
        var certificate = DeviceCertificate.Issue(
            profile.AgentKey, device.Agent, device.Device, device.DskPublic, now,
            now + Cxe1Limits.DeviceCertificateLife);
        Assert.Equal(
            Cxe1Error.None, device.AcceptCertificate(profile.Store, certificate, profile.AgentKey.RawPublicKey()));
        KeyHistory.Keep(profile.Store, DeviceList.Issue(
            profile.AgentKey, device.Agent, now, [new ListedDevice(device.Device, device.DskPublic, now)], null));
        profile.Keep("prekey-made", ClientRows.Key(now));
        var client = await AgentClient.OpenAsync(profile, options ?? new AgentClientOptions { Jitter = () => 0 });
        client.StatusChanged += _seen.Enqueue;
        return client;
    }

    private static Task Connected(AgentClient client, int times)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StatusChanged += status =>
        {
            if (status.State == ClientState.Connected && --times == 0) done.TrySetResult();
        };
        return done.Task.WaitAsync(Limit);
    }
}
