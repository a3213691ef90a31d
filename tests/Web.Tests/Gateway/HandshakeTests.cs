using System.Net.WebSockets;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Tests.Gateway;

public sealed class HandshakeTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task AProvenDeviceIsTold(bool json)
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        device.Agent.Acknowledged = 2;
        await device.Agent.AppendAsync(3);

        var (socket, ready) = await TestSocket.ConnectAsync(host, device, json: json);
        await using var _ = socket;

        Assert.Equal((3L, 1L, 2L), (ready.Head, ready.Oldest, ready.Acknowledged));
        Assert.Equal((3L, true), (ready.From, ready.Recovered));
        Assert.Equal(15_000u, ready.Heartbeat);
        Assert.Equal(1u, ready.Ref);
    }

    [Fact]
    public async Task AStrangerWhoBreaksTheSocketIsNoFailureOfTheServer()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await TestSocket.OpenAsync(host);
        await socket.ReadAsync(FrameType.Challenge);
        await host.CountsAsync(1);

        socket.Abort();
        await host.CountsAsync(0);

        Assert.Contains(host.Logs.Lines, line => line.Contains("A socket broke"));
        Assert.DoesNotContain(host.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWrongSignatureIsRefused()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);

        Assert.Equal(CloseCode.Unauthenticated, await RefusedAsync(host, challenge =>
        {
            var proof = device.Prove(host.Origin, challenge);
            return proof with { Expiry = proof.Expiry - 1 };
        }));
    }

    [Fact]
    public async Task AnUnknownDeviceIsRefusedLikeAWrongSignature()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);

        Assert.Equal(CloseCode.Unauthenticated, await RefusedAsync(host, challenge =>
            device.Prove(host.Origin, challenge) with { Device = DeviceId.New() }));
    }

    [Fact]
    public async Task AProofForAnotherServerIsRefused()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);

        Assert.Equal(CloseCode.Unauthenticated, await RefusedAsync(
            host, challenge => device.Prove("https://evil.example", challenge)));
    }

    [Fact]
    public async Task AProofForAnotherSocketIsRefused()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await using var other = await TestSocket.OpenAsync(host);
        var stolen = device.Prove(host.Origin, ChallengeFrame.Read(await other.ReadAsync(FrameType.Challenge)));

        Assert.Equal(CloseCode.Unauthenticated, await RefusedAsync(host, _ => stolen));
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(60_001)]
    public async Task AnExpiryThatIsPastOrFarAheadIsRefused(long lifetime)
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);

        Assert.Equal(CloseCode.Unauthenticated, await RefusedAsync(
            host, challenge => device.Prove(host.Origin, challenge, lifetime: lifetime)));
    }

    [Fact]
    public async Task AFailedHandshakeIsRecordedWithoutTheAddress()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        await RefusedAsync(host, challenge => device.Prove("https://evil.example", challenge));

        var record = Assert.Single(host.Audit.Records);
        Assert.Equal(("anonymous", "socket.connect", "unauthenticated"), (record.Actor, record.Action, record.Outcome));
        Assert.Equal(16, record.Origin.Length);
        Assert.DoesNotContain("127.0.0.1", record.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATicketOpensOneSocket()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var ticket = CredentialText.Create(CredentialKind.Ticket);
        host.Grains.Credential(ticket.PublicId).Subject = new CredentialSubject(
            CredentialKind.Ticket, default, device.Id.Agent, device.Id.Device, ticket.PublicId);
        var frame = new ConnectTicketFrame(1, 0, System.Text.Encoding.ASCII.GetBytes(ticket.Reveal()));

        await using var first = await TestSocket.OpenAsync(host);
        await first.ReadAsync(FrameType.Challenge);
        await first.SendAsync(frame);
        await first.ReadAsync(FrameType.Ready);

        await using var second = await TestSocket.OpenAsync(host);
        await second.ReadAsync(FrameType.Challenge);
        await second.SendAsync(frame);
        Assert.Equal(CloseCode.Unauthenticated, await second.ReadCloseAsync());
    }

    [Fact]
    public async Task ASocketEndsWithTheSessionBehindItsTicket()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var session = new CredentialSubject(
            CredentialKind.AgentSession, default, device.Id.Agent, device.Id.Device, "session00001");
        var view = new CredentialView(session, host.Clock.GetUtcNow(), null, null, null);
        host.Grains.Credential(session.CredentialId).View = view;
        var ticket = CredentialText.Create(CredentialKind.Ticket);
        host.Grains.Credential(ticket.PublicId).Subject = session with
        {
            Kind = CredentialKind.Ticket, CredentialId = ticket.PublicId, Parent = session.CredentialId,
        };
        await using var socket = await TestSocket.OpenAsync(host);
        await socket.ReadAsync(FrameType.Challenge);
        await socket.SendAsync(new ConnectTicketFrame(1, 0, System.Text.Encoding.ASCII.GetBytes(ticket.Reveal())));
        await socket.ReadAsync(FrameType.Ready);

        await MailboxFeedTests.AdvanceAliveAsync(host, socket, 30);
        await MailboxFeedTests.AssertQuietAsync(socket);
        host.Grains.Credential(session.CredentialId).View = view with { RevokedAt = host.Clock.GetUtcNow() };
        await MailboxFeedTests.AdvanceAliveAsync(host, socket, 30);

        Assert.Equal(CloseCode.SessionExpired, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task RevokingTheSessionBehindATicketEndsTheSocketAtOnce()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var session = new CredentialSubject(
            CredentialKind.AgentSession, default, device.Id.Agent, device.Id.Device, "session00001");
        host.Grains.Credential(session.CredentialId).View =
            new CredentialView(session, host.Clock.GetUtcNow(), null, null, null);
        var ticket = CredentialText.Create(CredentialKind.Ticket);
        host.Grains.Credential(ticket.PublicId).Subject = session with
        {
            Kind = CredentialKind.Ticket, CredentialId = ticket.PublicId, Parent = session.CredentialId,
        };
        await using var socket = await TestSocket.OpenAsync(host);
        await socket.ReadAsync(FrameType.Challenge);
        await socket.SendAsync(new ConnectTicketFrame(1, 0, System.Text.Encoding.ASCII.GetBytes(ticket.Reveal())));
        await socket.ReadAsync(FrameType.Ready);

        host.RevokeOnThisSilo(session.CredentialId);

        Assert.Equal(CloseCode.SessionExpired, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task AnotherKindOfCredentialIsNoTicket()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var key = CredentialText.Create(CredentialKind.AgentKey);
        host.Grains.Credential(key.PublicId).Subject = new CredentialSubject(
            CredentialKind.AgentKey, default, device.Id.Agent, device.Id.Device, key.PublicId);

        await using var socket = await TestSocket.OpenAsync(host);
        await socket.ReadAsync(FrameType.Challenge);
        await socket.SendAsync(new ConnectTicketFrame(1, 0, System.Text.Encoding.ASCII.GetBytes(key.Reveal())));
        Assert.Equal(CloseCode.Unauthenticated, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task WhoDoesNotAnswerTheChallengeIsClosedAfterTenSeconds()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await TestSocket.OpenAsync(host);
        await socket.ReadAsync(FrameType.Challenge);
        await host.CountsAsync(1);

        host.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(CloseCode.HandshakeTimeout, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task BeforeTheHandshakeAMessageMayHave4KiB()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await TestSocket.OpenAsync(host);

        await socket.SendAsync(new byte[Limits.MaxHandshakeMessage + 1]);

        Assert.Equal(CloseCode.TooLarge, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task AnotherFrameThanAProofIsMalformed()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await TestSocket.OpenAsync(host);

        await socket.SendAsync(new AckFrame(0, 1));

        Assert.Equal(CloseCode.Malformed, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task AForeignPageOpensNoSocket()
    {
        await using var host = await GatewayHost.StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.OpenAsync(host, origin: "https://evil.example"));
        await using var own = await TestSocket.OpenAsync(host, origin: host.Origin);
    }

    [Fact]
    public async Task WithoutAKnownSubprotocolThereIsNoSocket()
    {
        await using var host = await GatewayHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("cex.v9");
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(
            new Uri($"ws://localhost:{host.Port}/v1/connect"), TestContext.Current.CancellationToken));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    [Fact]
    public async Task AnAddressHasSoManySocketsAndGetsThemBack()
    {
        await using var host = await GatewayHost.StartAsync(options => options.SocketsPerAddress = 1);
        await using (var first = await TestSocket.OpenAsync(host))
        {
            await first.ReadAsync(FrameType.Challenge);
            await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.OpenAsync(host));
        }

        await host.CountsAsync(0);
        await using var second = await TestSocket.OpenAsync(host);
        await second.ReadAsync(FrameType.Challenge);
    }

    [Fact]
    public async Task AnAgentHasSoManySockets()
    {
        await using var host = await GatewayHost.StartAsync(options => options.SocketsPerAgent = 1);
        var device = new TestDevice(host);
        var (first, _) = await TestSocket.ConnectAsync(host, device);
        await using var held = first;

        Assert.Equal(CloseCode.Overloaded, await RefusedAsync(host, challenge => device.Prove(host.Origin, challenge)));
    }

    [Fact]
    public async Task AFrozenAgentIsTurnedAway()
    {
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        device.Agent.SubscribeRefusal = Refusal.Frozen;

        Assert.Equal(CloseCode.Revoked, await RefusedAsync(host, challenge => device.Prove(host.Origin, challenge)));
    }

    private static async Task<CloseCode> RefusedAsync(GatewayHost host, Func<ChallengeFrame, ConnectFrame> answer)
    {
        await using var socket = await TestSocket.OpenAsync(host);
        var challenge = ChallengeFrame.Read(await socket.ReadAsync(FrameType.Challenge));
        await socket.SendAsync(answer(challenge));
        return await socket.ReadCloseAsync();
    }
}
