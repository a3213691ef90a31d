using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class DeviceTests
{
    [Fact]
    public async Task AFurtherDeviceWaitsForTheOwner()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var second = new TestDevice(agent);

        Assert.Equal(Refusal.None, await grain.EnrolDevice(second.Certify(exchange.Now), byOwner: false));
        Assert.Equal(0, (await grain.GetDeviceKey(second.Id)).Length);
        Assert.Equal(Refusal.Conflict, await grain.PublishDirectory(
            agent.Device.Identity, Listing(exchange, agent, second).Bytes));

        Assert.Equal(Refusal.None, await grain.ApproveDevice(second.Id));
        Assert.Equal(second.Dsk.RawPublicKey().ToArray(), (await grain.GetDeviceKey(second.Id)).ToArray());
    }

    [Fact]
    public async Task CertificatesMustComeFromTheRightKeys()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent agent = await exchange.EnrolAsync(), rogue = new(agent.Owner);
        var grain = exchange.AgentOf(agent);
        var device = new TestDevice(agent);
        var foreign = DeviceCertificate.Issue(
            rogue.Aik, agent.Id.Value, device.Id.Value, device.Dsk.RawPublicKey(),
            exchange.Now.ToUnixTimeMilliseconds(), exchange.Now.AddDays(1).ToUnixTimeMilliseconds());
        Assert.Equal(
            Refusal.InvalidSignature, await grain.EnrolDevice(new(device.Id, "x", foreign.Bytes), byOwner: true));
        Assert.Equal(Refusal.Forbidden, await grain.EnrolDevice(
            device.Certify(exchange.Now) with { Device = DeviceId.New() }, byOwner: true));

        var stolen = new TestAgent(new TestOwner());
        Assert.Equal(Refusal.InvalidSignature, await exchange.AgentOf(stolen).Create(
            new AgentCreation(agent.Owner.Id, "Mallory's", stolen.Certify(exchange.Now).Bytes)));
        Assert.Equal(Refusal.NotFound, await exchange.AgentOf(stolen).Create(
            new AgentCreation(stolen.Owner.Id, "Nobody's", stolen.Certify(exchange.Now).Bytes)));
    }

    [Fact]
    public async Task ARenewedCertificateIsHandedOutWhileItsEpochsMayStillArrive()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var first = agent.Device.Certificate.Bytes.ToArray();
        exchange.Time.Advance(TimeSpan.FromDays(4));
        var renewal = agent.Device.Certify(exchange.Now);
        Assert.Equal(Refusal.None, await grain.EnrolDevice(renewal, byOwner: false));
        // A repeat of the renewal is no other certificate.
        Assert.Equal(Refusal.None, await grain.EnrolDevice(renewal, byOwner: false));
        var second = agent.Device.Certificate.Bytes.ToArray();

        exchange.Time.Advance(TimeSpan.FromDays(8) - TimeSpan.FromSeconds(1));
        Assert.Equal([second, first], await CertificatesAsync());
        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([second], await CertificatesAsync());

        async Task<byte[][]> CertificatesAsync() =>
            [.. (await grain.GetKeys())!.DeviceCertificates.Select(certificate => certificate.ToArray())];
    }

    [Fact]
    public async Task AnAgentHasAtMostEightDevices()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        for (var i = 1; i < Limits.MaxDevicesPerAgent; i++)
            Assert.Equal(Refusal.None, await grain.EnrolDevice(new TestDevice(agent).Certify(exchange.Now), true));
        Assert.Equal(
            Refusal.LimitReached, await grain.EnrolDevice(new TestDevice(agent).Certify(exchange.Now), true));
    }

    [Fact]
    public async Task ARevokedDeviceIsClosedAndSendsNoMore()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var reader = new Mailreader();
        var observer = exchange.Grains.CreateObjectReference<IMailboxObserver>(reader);
        await exchange.AgentOf(pair.Sender).Subscribe(pair.Sender.Device.Id, observer);

        Assert.Equal(Refusal.None, await exchange.AgentOf(pair.Sender).RevokeDevice(pair.Sender.Device.Id));

        Assert.Equal(CloseCode.Revoked, await reader.Closed);
        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SendStatus.WrongSender, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
        Assert.Equal(0, (await exchange.AgentOf(pair.Sender).GetDeviceKey(pair.Sender.Device.Id)).Length);
        Assert.Equal(
            Refusal.Revoked,
            (await exchange.AgentOf(pair.Sender).Subscribe(pair.Sender.Device.Id, observer)).Refusal);
        Assert.Equal(NoticeKind.PeerKeysChanged, (await exchange.NoticesOfAsync(pair.Recipient))[^1].Kind);
        GC.KeepAlive(reader);
    }

    [Fact]
    public async Task ARevokedReaderIsNeverSealedToAgain()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var second = new TestDevice(pair.Recipient);
        var grain = exchange.AgentOf(pair.Recipient);
        await grain.EnrolDevice(second.Certify(exchange.Now), byOwner: true);
        await grain.RevokeDevice(pair.Recipient.Device.Id);
        exchange.Time.Advance(TimeSpan.FromSeconds(1));

        var message = pair.Next();
        Assert.Equal(SendStatus.StaleDirectory, (await pair.Grain.Send(message.ToRequest())).Status);

        await grain.PublishDirectory(second.Identity, pair.Recipient.NextDirectory(exchange.Now, second).Bytes);
        Assert.Equal(Refusal.StaleVersion, await pair.Grain.PublishEpoch(
            pair.Sender.Device.Identity, (pair.Epoch() with { Readers = [pair.Recipient.Device] }).ToBytes()));
        var record = (pair.Epoch() with { Readers = [second] }).ToBytes();
        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));
        pair.Use(record);
        pair.Sequence--;
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
    }

    [Fact]
    public async Task ANewDeviceMayBeMissingForAMinute()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var second = new TestDevice(pair.Recipient);
        var grain = exchange.AgentOf(pair.Recipient);
        await grain.EnrolDevice(second.Certify(exchange.Now), byOwner: true);
        await grain.PublishDirectory(
            pair.Recipient.Device.Identity,
            pair.Recipient.NextDirectory(exchange.Now, pair.Recipient.Device, second).Bytes);

        exchange.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SendStatus.StaleDirectory, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
    }

    [Fact]
    public async Task DirectoriesFollowEachOther()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var first = agent.Directory!;
        var second = agent.NextDirectory(exchange.Now, agent.Device);
        var third = agent.NextDirectory(exchange.Now, agent.Device);

        Assert.Equal(Refusal.None, await grain.PublishDirectory(agent.Device.Identity, first.Bytes));
        Assert.Equal(Refusal.StaleVersion, await grain.PublishDirectory(agent.Device.Identity, third.Bytes));
        Assert.Equal(Refusal.None, await grain.PublishDirectory(agent.Device.Identity, second.Bytes));
        Assert.Equal(Refusal.StaleVersion, await grain.PublishDirectory(agent.Device.Identity, first.Bytes));
        Assert.Equal(second.Bytes.ToArray(), (await grain.GetKeys())!.Directories[^1].ToArray());
    }

    [Fact]
    public async Task OnlyADevicesOwnSignedPrekeyIsTaken()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent agent = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        Prekey Made(TestDevice by, TestDevice named) => Prekey.Issue(
            by.Dsk, named.Agent.Id.Value, named.Id.Value, PrekeyKind.SignedPrekey, other.Aik.RawPublicKey(),
            exchange.Now.ToUnixTimeMilliseconds());

        var forged = Made(other.Device, agent.Device);
        var foreign = Made(other.Device, other.Device);
        var good = Made(agent.Device, agent.Device);
        Assert.Equal(Refusal.InvalidSignature, await grain.PublishPrekey(agent.Device.Identity, forged.Bytes));
        Assert.Equal(Refusal.Forbidden, await grain.PublishPrekey(agent.Device.Identity, foreign.Bytes));
        Assert.Equal(Refusal.None, await grain.PublishPrekey(agent.Device.Identity, good.Bytes));
        Assert.Equal(good.Bytes.ToArray(), Assert.Single((await grain.GetKeys())!.Prekeys).ToArray());
        await grain.RevokeDevice(agent.Device.Id);
        Assert.Empty((await grain.GetKeys())!.Prekeys);
    }

    [Fact]
    public async Task AFrozenAgentNeitherSendsNorReceives()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var reader = new Mailreader();
        var observer = exchange.Grains.CreateObjectReference<IMailboxObserver>(reader);
        await exchange.AgentOf(pair.Recipient).Subscribe(pair.Recipient.Device.Id, observer);

        Assert.Equal(Refusal.None, await exchange.OwnerOf(pair.Recipient.Owner).FreezeAll(true));

        Assert.Equal(CloseCode.Revoked, await reader.Closed);
        var message = pair.Next().ToRequest();
        Assert.Equal(SendStatus.Frozen, (await pair.Grain.Send(message)).Status);
        Assert.Equal(0, (await exchange.AgentOf(pair.Recipient).GetDeviceKey(pair.Recipient.Device.Id)).Length);
        await exchange.OwnerOf(pair.Recipient.Owner).FreezeAll(false);
        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(message)).Status);
        GC.KeepAlive(reader);
    }

    /// <summary>A list that is not remembered as the agent's newest.</summary>
    private static DeviceList Listing(Exchange exchange, TestAgent agent, TestDevice second)
    {
        var at = exchange.Now.ToUnixTimeMilliseconds();
        return DeviceList.Issue(
            agent.Aik, agent.Id.Value, at,
            new[] { agent.Device, second }.Select(device =>
                new ListedDevice(device.Id.Value, device.Dsk.RawPublicKey(), at)),
            agent.Directory);
    }
}
