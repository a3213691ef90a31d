using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>An agent's new identity key, which the old one has signed.</summary>
public sealed class RotationTests
{
    private static readonly Key Next = Key.Create(SignatureAlgorithm.Ed25519);

    [Fact]
    public async Task ARotationIsPublishedWithWhatItCertifiesAndHandedOutForEver()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var rotation = Rotate(exchange, agent);

        Assert.Equal(Refusal.None, await grain.RotateIdentity(rotation));
        // Who could not learn the outcome asks again.
        Assert.Equal(Refusal.None, await grain.RotateIdentity(rotation));

        var keys = (await grain.GetKeys())!;
        Assert.Equal(rotation.Certificate.ToArray(), keys.Certificate.ToArray());
        Assert.Equal(rotation.Directory.ToArray(), keys.Directories[^1].ToArray());
        Assert.Equal(rotation.Rotation.ToArray(), Assert.Single(keys.Rotations).ToArray());
        Assert.Equal(
            [rotation.DeviceCertificates[0].ToArray(), agent.Device.Certificate.Bytes.ToArray()],
            keys.DeviceCertificates.Select(one => one.ToArray()));
    }

    [Fact]
    public async Task PeersAreToldOfARotation()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var before = await MailOf(exchange, pair.Recipient);
        Assert.Equal(
            Refusal.None, await exchange.AgentOf(pair.Sender).RotateIdentity(Rotate(exchange, pair.Sender)));
        var told = (await MailOf(exchange, pair.Recipient)).Skip(before.Count);
        Assert.Equal(NoticeKind.PeerKeysChanged, Assert.Single(told));
    }

    [Fact]
    public async Task WhatTheOldKeyOrTheOwnerDidNotSignIsRefused()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent agent = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var good = Rotate(exchange, agent);
        var at = exchange.Now.ToUnixTimeMilliseconds();
        var byOther = Rotation.OfAgent(other.Aik, agent.Id.Value, Next.RawPublicKey(), at).Bytes;
        var forOther = Rotation.OfAgent(agent.Aik, other.Id.Value, Next.RawPublicKey(), at).Bytes;
        var ofOwner = Rotation.OfOwner(agent.Aik, Next.RawPublicKey(), at).Bytes;
        var ahead = Rotation.OfAgent(
            agent.Aik, agent.Id.Value, Next.RawPublicKey(), at + Cxe1Limits.ClockTolerance + 1).Bytes;
        var notOwner = AgentCertificate.Issue(other.Owner.Oik, agent.Id.Value, Next.RawPublicKey(), at).Bytes;
        (Refusal, IdentityRotation)[] cases =
        [
            (Refusal.StaleVersion, good with { Rotation = byOther }),
            (Refusal.Forbidden, good with { Rotation = forOther }),
            (Refusal.Malformed, good with { Rotation = ofOwner }),
            (Refusal.Malformed, good with { Rotation = ahead }),
            (Refusal.InvalidSignature, good with { Rotation = Flipped(good.Rotation) }),
            (Refusal.InvalidSignature, good with { Certificate = notOwner }),
            (Refusal.Malformed, good with { Certificate = agent.Certify(exchange.Now).Bytes }),
            (Refusal.InvalidSignature, good with { DeviceCertificates = [agent.Device.Certificate.Bytes] }),
            (Refusal.Conflict, good with { DeviceCertificates = [] }),
            (Refusal.Forbidden, good with { Directory = agent.Directory!.Bytes }),
        ];
        foreach (var (expected, given) in cases) Assert.Equal(expected, await grain.RotateIdentity(given));
        Assert.Empty((await grain.GetKeys())!.Rotations);
        Assert.Equal(Refusal.None, await grain.RotateIdentity(good));
    }

    [Fact]
    public async Task ADeviceThatWaitsOrAnotherListStopsARotation()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var good = Rotate(exchange, agent);
        var fewer = DeviceList.Issue(
            Next, agent.Id.Value, exchange.Now.ToUnixTimeMilliseconds(), [], agent.Directory);
        Assert.Equal(Refusal.Conflict, await grain.RotateIdentity(good with { Directory = fewer.Bytes }));
        var second = new TestDevice(agent);
        Assert.Equal(Refusal.None, await grain.EnrolDevice(second.Certify(exchange.Now), byOwner: false));
        Assert.Equal(Refusal.Conflict, await grain.RotateIdentity(good));
    }

    private static IdentityRotation Rotate(Exchange exchange, TestAgent agent)
    {
        var at = exchange.Now.ToUnixTimeMilliseconds();
        var (id, device) = (agent.Id.Value, agent.Device);
        var certificate = DeviceCertificate.Issue(
            Next, id, device.Id.Value, device.Dsk.RawPublicKey(), at, at + Cxe1Limits.DeviceCertificateLife);
        return new IdentityRotation(
            Rotation.OfAgent(agent.Aik, id, Next.RawPublicKey(), at).Bytes,
            AgentCertificate.Issue(agent.Owner.Oik, id, Next.RawPublicKey(), at).Bytes,
            DeviceList.Issue(Next, id, at, agent.Directory!.Devices, agent.Directory).Bytes, [certificate.Bytes]);
    }

    private static byte[] Flipped(ReadOnlyMemory<byte> record)
    {
        var bytes = record.ToArray();
        bytes[^1] ^= 1;
        return bytes;
    }

    private static async Task<IReadOnlyList<NoticeKind>> MailOf(Exchange exchange, TestAgent agent)
    {
        var mail = await exchange.MailOfAsync(agent);
        return
        [
            .. mail.Where(entry => entry.Kind == EntryKind.Notice)
                .Select(entry => (NoticeKind)entry.Body.Span[0]),
        ];
    }
}
