using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>Nacks, re-wraps and suspensions.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task ANackReachesThePeersAgentAsItWasSigned()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var nack = NackOf(exchange, pair);

        Assert.Equal(default, await pair.Grain.SendNack(pair.Recipient.Device.Identity, nack.Bytes));

        await exchange.RestartAsync();
        var notice = (await exchange.NoticesOfAsync(pair.Sender))[^1];
        Assert.Equal((NoticeKind.Nack, default, pair.Id), (notice.Kind, notice.Message, notice.Connection));
        Assert.Equal(nack.Bytes.ToArray(), notice.Note.ToArray());
    }

    [Fact]
    public async Task OnlyADevicesOwnNackAboutThePeersEpochIsPassedOn()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var revoked = new TestDevice(pair.Recipient);
        var grain = exchange.AgentOf(pair.Recipient);
        await grain.EnrolDevice(revoked.Certify(exchange.Now), byOwner: true);
        await grain.RevokeDevice(revoked.Id);
        var before = (await exchange.NoticesOfAsync(pair.Sender)).Length;
        (Refusal Expected, ReadOnlyMemory<byte> Nack)[] rows =
        [
            (Refusal.Malformed, new byte[Nack.Size]),
            (Refusal.Malformed, NackOf(exchange, pair, ahead: 300_001).Bytes),
            (Refusal.Forbidden, NackOf(exchange, pair, agent: pair.Sender).Bytes),
            (Refusal.Forbidden, NackOf(exchange, pair, connection: Guid.NewGuid()).Bytes),
            (Refusal.NotFound, NackOf(exchange, pair, epoch: Bytes32.Sha256([1])).Bytes),
            (Refusal.InvalidSignature, NackOf(exchange, pair, dsk: pair.Sender.Device.Dsk).Bytes),
            (Refusal.InvalidSignature, NackOf(exchange, pair, device: revoked, dsk: revoked.Dsk).Bytes),
        ];
        foreach (var (expected, nack) in rows)
            Assert.Equal(expected, (await pair.Grain.SendNack(pair.Recipient.Device.Identity, nack)).Refusal);

        // A device does not nack what its own agent opened.
        var own = NackOf(exchange, pair, agent: pair.Sender, device: pair.Sender.Device, dsk: pair.Sender.Device.Dsk);
        Assert.Equal(
            Refusal.NotFound, (await pair.Grain.SendNack(pair.Sender.Device.Identity, own.Bytes)).Refusal);
        Assert.Equal(before, (await exchange.NoticesOfAsync(pair.Sender)).Length);
    }

    [Fact]
    public async Task SixtyNacksAnHourArePassedOn()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var nack = NackOf(exchange, pair);
        for (var i = 0; i < Limits.MaxNacksPerHour; i++)
            Assert.Equal(
                Refusal.None, (await pair.Grain.SendNack(pair.Recipient.Device.Identity, nack.Bytes)).Refusal);
        Assert.Equal(
            new LimitedAnswer(Refusal.RateLimited, TimeSpan.FromHours(1)),
            await pair.Grain.SendNack(pair.Recipient.Device.Identity, nack.Bytes));
        exchange.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Refusal.None, (await pair.Grain.SendNack(pair.Recipient.Device.Identity, nack.Bytes)).Refusal);
    }

    [Fact]
    public async Task ARewrapIsKeptForItsDeviceAndTheNewestCounts()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var second = new TestDevice(pair.Recipient);
        await exchange.AgentOf(pair.Recipient).EnrolDevice(second.Certify(exchange.Now), byOwner: true);
        var hash = pair.OpenEpoch.EpochHash.ToArray();
        byte[] first = RewrapOf(pair, second), newer = RewrapOf(pair, second);

        Assert.Equal(Refusal.None, await pair.Grain.PutRewraps(pair.Recipient.Id, [first]));
        Assert.Equal(Refusal.None, await pair.Grain.PutRewraps(pair.Recipient.Id, [newer]));

        await exchange.RestartAsync();
        Assert.Equal(newer, (await pair.Grain.FindRewrap(second.Identity, hash)).ToArray());
        Assert.True((await pair.Grain.FindRewrap(pair.Recipient.Device.Identity, hash)).IsEmpty);
        Assert.True((await pair.Grain.FindRewrap(new(AgentId.New(), second.Id), hash)).IsEmpty);
        Assert.True((await pair.Grain.FindRewrap(second.Identity, new byte[32])).IsEmpty);
    }

    [Fact]
    public async Task OnlyTheOwnersRewrapForADeviceOfItsAgentIsKeptAllOrNone()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var device = pair.Recipient.Device;
        var good = RewrapOf(pair, device);
        var broken = good.ToArray();
        broken[^1] ^= 1;
        (Refusal Expected, byte[] Rewrap)[] rows =
        [
            (Refusal.Malformed, new byte[Rewrap.Size]),
            (Refusal.Malformed, broken),
            (Refusal.Forbidden, RewrapOf(pair, pair.Sender.Device, pair.Recipient.Owner)),
            (Refusal.Forbidden, RewrapOf(pair, new TestDevice(pair.Recipient))),
            (Refusal.InvalidSignature, RewrapOf(pair, device, pair.Sender.Owner)),
            (Refusal.NotFound, RewrapOf(pair, device, epoch: new byte[32])),
        ];
        foreach (var (expected, rewrap) in rows)
            Assert.Equal(expected, await pair.Grain.PutRewraps(pair.Recipient.Id, [good, rewrap]));
        Assert.Equal(Refusal.Malformed, await pair.Grain.PutRewraps(pair.Recipient.Id, []));
        Assert.Equal(Refusal.NotFound, await pair.Grain.PutRewraps(AgentId.New(), [good]));
        Assert.True((await pair.Grain.FindRewrap(device.Identity, pair.OpenEpoch.EpochHash.ToArray())).IsEmpty);
    }

    [Fact]
    public async Task ASuspendedConnectionStandsStillUntilTheSameSideUnfreezesIt()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var watcher = new Watcher();
        var observer = exchange.Grains.CreateObjectReference<IActivityObserver>(watcher);
        await pair.Grain.Watch(pair.Recipient.Id, observer, seen: null);

        Assert.Equal(Refusal.None, await pair.Grain.Suspend(pair.Sender.Id, "wrap-invalid"));
        Assert.Equal(Refusal.None, await pair.Grain.Suspend(pair.Sender.Id, "another"));

        foreach (var agent in new[] { pair.Sender, pair.Recipient })
        {
            var notices = (await exchange.NoticesOfAsync(agent)).Where(one => one.Kind == NoticeKind.Suspended);
            Assert.Equal("wrap-invalid"u8.ToArray(), Assert.Single(notices).Note.ToArray());
        }

        var told = await watcher.Told;
        Assert.Equal(
            ("connection.suspended", pair.Sender.Id, "wrap-invalid"), (told.Kind, told.From, told.Status));
        await exchange.RestartAsync();
        var message = pair.Next().ToRequest();
        Assert.Equal(SendStatus.Frozen, (await pair.Grain.Send(message)).Status);
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Recipient.Id, false));
        Assert.Equal(SendStatus.Frozen, (await pair.Grain.Send(message)).Status);
        Assert.Equal("wrap-invalid", (await pair.Grain.Get(pair.Recipient.Id))!.Suspended);
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Sender.Id, false));
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(message)).Status);
        Assert.Null((await pair.Grain.Get(pair.Sender.Id))!.Suspended);
        GC.KeepAlive(watcher);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a b")]
    public async Task AReasonIsAName(string reason)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        Assert.Equal(Refusal.Malformed, await pair.Grain.Suspend(pair.Sender.Id, reason));
        Assert.Equal(
            Refusal.Malformed, await pair.Grain.Suspend(pair.Sender.Id, new('a', Limits.MaxSuspendReason + 1)));
        Assert.Equal(Refusal.NotFound, await pair.Grain.Suspend(AgentId.New(), "reason"));
        Assert.False((await pair.Grain.Get(pair.Sender.Id))!.Frozen);
    }

    private static Nack NackOf(
        Exchange exchange, Pair pair, TestAgent? agent = null, TestDevice? device = null, Key? dsk = null,
        Guid? connection = null, Bytes32? epoch = null, long ahead = 0) => Nack.Issue(
            dsk ?? pair.Recipient.Device.Dsk, (agent ?? pair.Recipient).Id.Value,
            (device ?? pair.Recipient.Device).Id.Value, connection ?? pair.Id.Value,
            epoch ?? pair.OpenEpoch.EpochHash, default, NackReason.PrekeyGone,
            exchange.Now.ToUnixTimeMilliseconds() + ahead);

    /// <summary>Written from the byte table; the wrap is random: no server can tell.</summary>
    private static byte[] RewrapOf(Pair pair, TestDevice device, TestOwner? signer = null, byte[]? epoch = null)
    {
        var bytes = new byte[Rewrap.Size];
        (epoch ?? pair.OpenEpoch.EpochHash.ToArray()).CopyTo(bytes, 0);
        device.Agent.Id.Value.TryWriteBytes(bytes.AsSpan(32), bigEndian: true, out _);
        device.Id.Value.TryWriteBytes(bytes.AsSpan(48), bigEndian: true, out _);
        bytes[64] = 1;
        device.Agent.Aik.HashOfPublicKey().CopyTo(bytes.AsSpan(65));
        RandomNumberGenerator.Fill(bytes.AsSpan(97, 32));
        RandomNumberGenerator.Fill(bytes.AsSpan(225));
        SHA256.HashData(bytes.AsSpan(225), bytes.AsSpan(129, 32));
        SignatureAlgorithm.Ed25519.Sign(
            (signer ?? device.Agent.Owner).Oik, [.. "CXE1/rewrap\0"u8, .. SHA256.HashData(bytes.AsSpan(0, 161))],
            bytes.AsSpan(161, 64));
        return bytes;
    }

    private sealed class Watcher : IActivityObserver
    {
        private readonly TaskCompletionSource<ActivityEvent> _told =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ActivityEvent> Told => _told.Task;

        public ValueTask OnActivity(ActivityEvent activity)
        {
            _told.TrySetResult(activity);
            return default;
        }

        public ValueTask OnFleetChanged() => default;
    }
}
