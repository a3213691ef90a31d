using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;
using ContextExchange.Web.Tests.Gateway;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>What is revoked at one silo ends the streams of every silo.</summary>
public sealed class RevocationTests
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Revocations => ["device", "freeze", "key"];

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task ADevicesSocketsOnEverySiloCloseWithinASecond(string what)
    {
        await using var silos = await TestSilos.StartAsync();
        var alice = await AgentAsync(silos);
        TestSocket[] sockets = [.. await Task.WhenAll(Enumerable.Range(0, silos.Count).Select(i =>
            ConnectAsync(silos[i], alice)))];

        var since = Stopwatch.StartNew();
        using var answer = await RevokeAsync(silos, alice, what);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        foreach (var socket in sockets)
            Assert.Equal(
                what == "key" ? CloseCode.SessionExpired : CloseCode.Revoked, await socket.ReadCloseAsync());

        Assert.True(since.Elapsed < Promise, $"It took {since.Elapsed}.");
    }

    [Fact]
    public async Task SocketsThatATicketOpenedCloseWithTheSessionBehindIt()
    {
        await using var silos = await TestSilos.StartAsync();
        var alice = await AgentAsync(silos);
        using var session = await alice.AsDeviceAsync();
        TestSocket[] sockets = [.. await Task.WhenAll(Enumerable.Range(0, silos.Count).Select(async i =>
            await ByTicketAsync(silos[i], await TicketAsync(session))))];

        var since = Stopwatch.StartNew();
        using var answer = await session.DeleteAsync("/v1/sessions/current");
        foreach (var socket in sockets) Assert.Equal(CloseCode.SessionExpired, await socket.ReadCloseAsync());

        Assert.True(since.Elapsed < Promise, $"It took {since.Elapsed}.");
    }

    [Fact]
    public async Task AnOwnersStreamsEndWithTheSession()
    {
        await using var silos = await TestSilos.StartAsync();
        var owner = await TestOwner.RegisterAsync(silos[0]);
        var streams = new List<Stream>();
        for (var i = 0; i < silos.Count; i++)
        {
            var stream = await silos[i].With(owner.Session).GetStreamAsync("/v1/activity");
            await stream.ReadAtLeastAsync(new byte[1], 1);
            streams.Add(stream);
        }

        var since = Stopwatch.StartNew();
        using var answer = await silos[0].With(owner.Session).DeleteAsync("/v1/sessions/current");
        foreach (var stream in streams)
            while (await stream.ReadAsync(new byte[4_096]) > 0)
            {
            }

        Assert.True(since.Elapsed < Promise, $"It took {since.Elapsed}.");
    }

    [Fact]
    public async Task ASiloThatIsCutOffFromTheTableClosesItsStreamsWithItsLease()
    {
        await using var silos = await TestSilos.StartAsync();
        var alice = await AgentAsync(silos);
        await using var socket = await ConnectAsync(silos[2], alice);
        await using var elsewhere = await ConnectAsync(silos[1], alice);

        var since = Stopwatch.StartNew();
        silos.CutOff(silos[2]);

        Assert.Equal(CloseCode.Unavailable, await socket.ReadCloseAsync());
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
        await elsewhere.SendAsync(new PingFrame(0, default));
        while ((await elsewhere.ReadAsync())!.Value.Type != FrameType.Pong)
        {
        }
    }

    private static async Task<TestAgent> AgentAsync(TestSilos silos) =>
        await (await (await TestOwner.RegisterAsync(silos[0])).AddAgentAsync()).EnrolAsync();

    private static async Task<HttpResponseMessage> RevokeAsync(TestSilos silos, TestAgent agent, string what)
    {
        var owner = silos[0].With(agent.Owner.Session);
        switch (what)
        {
            case "device":
                return await owner.DeleteAsync($"{agent.Path}/devices/{agent.Device}");
            case "freeze":
                return await owner.PatchAsJsonAsync(agent.Path, new JsonObject { ["frozen"] = true });
            default:
                var key = agent.ApiKey.Substring("cex_live_".Length, CredentialText.PublicIdLength);
                return await owner.DeleteAsync($"{agent.Path}/keys/{key}");
        }
    }

    private static async Task<TestSocket> ConnectAsync(TestServer silo, TestAgent agent)
    {
        var socket = await TestSocket.OpenAsync(silo);
        var challenge = ChallengeFrame.Read(await socket.ReadAsync(FrameType.Challenge));
        var expiry = challenge.Time + 30_000;
        var proof = ConnectProof.Issue(
            agent.DeviceKey, ConnectProof.HashOfOrigin(TestServer.Origin.ToString().TrimEnd('/')), agent.Id.Value,
            agent.Device.Value, new Bytes32(challenge.Nonce.Span), expiry);
        await socket.SendAsync(new ConnectFrame(
            1, agent.Id, agent.Device, expiry, ReadyFrame.ResumeFromCursor, proof.Bytes[^64..]));
        await socket.ReadAsync(FrameType.Ready);
        return socket;
    }

    private static async Task<string> TicketAsync(HttpClient session)
    {
        using var issued = await session.PostAsync("/v1/tickets", null);
        return (await issued.ReadAsync())["ticket"]!.GetValue<string>();
    }

    private static async Task<TestSocket> ByTicketAsync(TestServer silo, string ticket)
    {
        var socket = await TestSocket.OpenAsync(silo);
        await socket.ReadAsync(FrameType.Challenge);
        await socket.SendAsync(new ConnectTicketFrame(1, 0, Encoding.ASCII.GetBytes(ticket)));
        await socket.ReadAsync(FrameType.Ready);
        return socket;
    }
}
