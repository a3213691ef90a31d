using System.Net;
using System.Net.Http.Json;
using System.Text;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>Sockets of the whole server: its grains, its store, its REST routes.</summary>
public sealed class WholeServerTests
{
    [Fact]
    public async Task AnEnrolledDeviceConnectsAndIsToldOfItsConnection()
    {
        using var server = new TestServer();
        var (alice, bob) = await PeopleAsync(server);
        var (socket, ready) = await ConnectAsync(server, alice);
        await using var _ = socket;
        Assert.Equal((true, ready.Acknowledged + 1), (ready.Recovered, ready.From));

        await alice.ConnectAsync(bob);
        var delivery = DeliveryFrame.Read(await socket.ReadAsync(FrameType.Delivery));

        Assert.Equal((ready.From, EntryKind.Notice), (delivery.Sequence, delivery.Kind));
        Assert.True(Notice.TryParse(delivery.Body.Span, out var notice));
        Assert.Equal(NoticeKind.ConnectionChanged, notice!.Kind);
        Assert.Equal(ConnectionId.Between(alice.Id, bob.Id), delivery.Connection);
    }

    [Fact]
    public async Task WhatIsAcknowledgedIsNotDeliveredAgain()
    {
        using var server = new TestServer();
        var (alice, bob) = await PeopleAsync(server);
        await alice.ConnectAsync(bob);
        var (first, _) = await ConnectAsync(server, alice);
        await using (first)
        {
            var sequence = DeliveryFrame.Read(await first.ReadAsync(FrameType.Delivery)).Sequence;
            await first.SendAsync(new AckFrame(7, sequence));
            var result = ResultFrame.Read(await ReadAsync(first, FrameType.Result));
            Assert.Equal(new ResultFrame(7, Refusal.None, 0), result);
            await first.SendAsync(new AckFrame(8, 1_000));
            Assert.Equal(Refusal.CursorAhead, ResultFrame.Read(await ReadAsync(first, FrameType.Result)).Refusal);
        }

        var (second, ready) = await ConnectAsync(server, alice);
        await using var __ = second;
        Assert.True(ready.Acknowledged > 0);
        Assert.Equal(ready.Acknowledged + 1, ready.From);
    }

    [Fact]
    public async Task AMessageToAStrangerIsAnsweredLikeOneToNobody()
    {
        using var server = new TestServer();
        var (alice, bob) = await PeopleAsync(server);
        var (socket, _) = await ConnectAsync(server, alice);
        await using var __ = socket;
        var device = new DeviceIdentity(alice.Id, alice.Device);

        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device, bob.Id, 1)));
        var known = ReceiptFrame.Read(await ReadAsync(socket, FrameType.Receipt));
        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device, AgentId.New(), 1)));

        Assert.Equal(known, ReceiptFrame.Read(await ReadAsync(socket, FrameType.Receipt)));
        Assert.False(SendStatuses.Of(known.Status).Settles);
    }

    [Fact]
    public async Task RevokingADeviceClosesItsSocket()
    {
        using var server = new TestServer();
        var (alice, _) = await PeopleAsync(server);
        var (socket, _) = await ConnectAsync(server, alice);
        await using var __ = socket;

        using var answer = await alice.Owner.Http.DeleteAsync($"{alice.Path}/devices/{alice.Device}");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(CloseCode.Revoked, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task ATicketOfADevicesSessionOpensASocketOnce()
    {
        using var server = new TestServer();
        var (alice, _) = await PeopleAsync(server);
        using var issued = await (await alice.AsDeviceAsync()).PostAsync("/v1/tickets", null);
        var ticket = (await issued.ReadAsync())["ticket"]!.GetValue<string>();
        var frame = new ConnectTicketFrame(1, 0, Encoding.ASCII.GetBytes(ticket));

        await using var first = await TestSocket.OpenAsync(server);
        await first.ReadAsync(FrameType.Challenge);
        await first.SendAsync(frame);
        await first.ReadAsync(FrameType.Ready);

        await using var second = await TestSocket.OpenAsync(server);
        await second.ReadAsync(FrameType.Challenge);
        await second.SendAsync(frame);
        Assert.Equal(CloseCode.Unauthenticated, await second.ReadCloseAsync());
    }

    private static async Task<(TestAgent Alice, TestAgent Bob)> PeopleAsync(TestServer server)
    {
        var alice = await (await TestOwner.RegisterAsync(server)).AddAgentAsync();
        var bob = await (await TestOwner.RegisterAsync(server, "Bert")).AddAgentAsync("bob");
        return (await alice.EnrolAsync(), await bob.EnrolAsync());
    }

    private static async Task<(TestSocket Socket, ReadyFrame Ready)> ConnectAsync(TestServer server, TestAgent agent)
    {
        var socket = await TestSocket.OpenAsync(server);
        var challenge = ChallengeFrame.Read(await socket.ReadAsync(FrameType.Challenge));
        var expiry = challenge.Time + 30_000;
        var proof = ConnectProof.Issue(
            agent.DeviceKey, ConnectProof.HashOfOrigin(TestServer.Origin.ToString().TrimEnd('/')), agent.Id.Value,
            agent.Device.Value, new Bytes32(challenge.Nonce.Span), expiry);
        await socket.SendAsync(new ConnectFrame(
            1, agent.Id, agent.Device, expiry, ReadyFrame.ResumeFromCursor, proof.Bytes[^64..]));
        return (socket, ReadyFrame.Read(await socket.ReadAsync(FrameType.Ready)));
    }

    /// <summary>The next frame of this type; deliveries before it are passed over.</summary>
    private static async Task<Frame> ReadAsync(TestSocket socket, FrameType type)
    {
        while (await socket.ReadAsync() is { } frame)
            if (frame.Type == type)
                return frame;
        throw new InvalidOperationException($"The socket was closed: {socket.Closed}.");
    }
}
