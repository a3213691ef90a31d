using System.Text.Json;
using ContextExchange.Client.Tests.Cli;
using ContextExchange.Client.Tests.Live;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>What a rogue sender hides from the other side's owner is found when that owner reads.</summary>
public sealed class OwnerAlarmTests : IClassFixture<HostileFixture>, IAsyncDisposable
{
    private const int Alarm = 10;

    private static readonly Category Topic = Category.Knowledge;

    private readonly TemporaryFolder _home = new();
    private readonly TamperingServer _server;
    private readonly Agents _agents;

    public OwnerAlarmTests(HostileFixture fixture)
    {
        _server = fixture.Server;
        _server.BeHonest();
        _agents = new Agents(_server.Address);
    }

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _server.BeHonest();
        await _agents.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData(true, "commitment-mismatch")]
    [InlineData(false, "wrap-invalid")]
    public async Task TheSdkRefusesTheMessageSuspendsTheConnectionAndTellsBothOwners(bool another, string reason)
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob);
        await bob.ConnectAsync(Limit);
        var (from, to) = (alice.Profile.Agent, bob.Profile.Agent);
        await SendHiddenAsync(alice, to, another);
        // The peer's agent reads it: nothing tells it that its owner cannot.
        Assert.Equal("hidden", (await bob.TakeAsync(Limit)).Content.Text);

        var entry = Assert.Single(await bob.Owner.ReadAsync(from, Limit));

        Assert.Equal((null, reason, true), (entry.Content?.Text, entry.Reason, entry.IsAttack));
        foreach (var (client, peer) in new[] { (alice, to), (bob, from) })
        {
            var owner = await client.AsOwnerAsync(Limit);
            var info = await owner.GetConnectionAsync(client.Profile.Agent, peer, Limit);
            Assert.Equal((reason, true), (info.Suspended, info.Frozen));
            Assert.Equal(NoticeKind.Suspended, (await client.NoticeAsync(NoticeKind.Suspended, Limit)).Notice.Kind);
        }

        await Assert.ThrowsAsync<SendRefusedException>(() =>
            bob.SendAsync(from, Topic, Message.OfText("not sent"), ct: Limit));
    }

    [Theory]
    [InlineData(true, "commitment-mismatch")]
    [InlineData(false, "wrap-invalid")]
    public async Task ReadingItEndsWithTheExitCodeOfAnAlarm(bool another, string reason)
    {
        var alice = await _agents.OpenAsync("alice");
        var link = await alice.InviteAsync(new InviteRequest(), Limit);
        var accepted = await CexAsync("accept", $"{link}", "--as", "bob", "--json");
        Assert.True(accepted.Code == 0, accepted.Errors);
        var api = await alice.AsDeviceAsync(Limit);
        var bob = Assert.Single(await api.GetConnectionsAsync(alice.Profile.Agent, Limit)).Peer;
        await SendHiddenAsync(alice, bob, another);

        var read = await CexAsync("read", "--as", "bob", "alice", "--json");

        Assert.Equal(Alarm, read.Code);
        var entry = Assert.Single(JsonDocument.Parse(read.Output).RootElement.EnumerateArray());
        Assert.Equal(reason, entry.GetProperty("reason").GetString());
        Assert.DoesNotContain("hidden", read.Output, StringComparison.Ordinal);
        var error = JsonDocument.Parse(read.Errors.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.Equal("owner-alarm", error.GetProperty("error").GetString());
        var info = await api.GetConnectionAsync(alice.Profile.Agent, bob, Limit);
        Assert.Equal(reason, info.Suspended);
    }

    /// <summary>One message of alice's over an epoch in which the other side's owner gets another wrap.</summary>
    private async Task SendHiddenAsync(AgentClient alice, AgentId to, bool another)
    {
        Bytes32? viewer = null;
        if (another)
        {
            var keys = await (await alice.AsDeviceAsync(Limit)).GetPeerKeysAsync(alice.Profile.Agent, to, Limit);
            Assert.True(ViewerCertificate.TryParse(Assert.Single(keys.Viewers), out var certificate, out _));
            viewer = certificate.Ovk;
        }

        await alice.ConnectAsync(Limit);
        // Only this socket's frames: another client's pass as they are.
        var rogue = new RogueSender(alice, viewer);
        _server.FromClient = rogue.Take;
        await alice.SendAsync(to, Topic, Message.OfText("hidden"), ct: Limit);
        _server.BeHonest();
    }

    private Task<CexProcess.Outcome> CexAsync(params string[] arguments) => CexProcess.RunAsync(_home.Path, arguments);
}
