using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Live;

public sealed class DevicesTests(LiveServer server) : IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;
    private static readonly byte[] Passphrase = "correct horse"u8.ToArray();

    private readonly Agents _agents = new(server.Address);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Theory]
    [InlineData("alice")] // who invited: the peer is proven by its acceptance
    [InlineData("bob")] // who accepted: the own signed terms name the peer
    public async Task ARecoveredAgentGetsNewMailAtOnceAndOldMailAsHistory(string lost)
    {
        var (alice, bob) = await PairAsync();
        var (first, other) = lost == "alice" ? (alice, bob) : (bob, alice);
        await other.SendAsync(first.Profile.Agent, Topic, Message.OfText("old"), ct: Limit);
        await first.TakeAsync(Limit);
        var vault = first.Owner.Export(Passphrase);
        var agent = first.Profile.Agent;
        await first.DisposeAsync();

        var second = await _agents.EnrolAsync("recovered", vault, Passphrase, agent);
        Assert.True(await second.Owner.RewrapAsync(Limit) > 0);
        await second.ConnectAsync(Limit);
        await other.SendAsync(agent, Topic, Message.OfText("new"), ct: Limit);

        Assert.Equal("new", (await second.TakeAsync(Limit)).Content.Text);
        var history = await second.GetHistoryAsync(other.Profile.Agent, Limit);
        Assert.Contains("old", history.Select(one => one.Content?.Text));
        Assert.Empty((await second.ReceiveAvailableAsync(Limit)).OfType<ReceivedMessage>());
    }

    [Fact]
    public async Task TwoDevicesOfOneAgentBothReadAndARemovedOneNoMore()
    {
        var (alice, bob) = await PairAsync();
        var second = await _agents.EnrolAsync("bob2", bob.Owner.Export(Passphrase), Passphrase, bob.Profile.Agent);
        await second.ConnectAsync(Limit);
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("both"), ct: Limit);
        Assert.Equal("both", (await bob.TakeAsync(Limit)).Content.Text);
        Assert.Equal("both", (await second.TakeAsync(Limit)).Content.Text);

        await bob.RemoveDeviceAsync(second.Profile.DeviceId, Limit);
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("one"), ct: Limit);
        Assert.Equal("one", (await bob.TakeAsync(Limit)).Content.Text);
        var list = KeyHistory.Newest(bob.Profile.Store, bob.Profile.Agent.Value);
        Assert.Equal((3u, bob.Profile.Device.Device), (list?.Version, Assert.Single(list!.Devices).Device));
    }

    [Fact]
    public async Task TheSecondDeviceWritesAndItsPeerTakesItsWord()
    {
        var (alice, bob) = await PairAsync();
        var second = await _agents.EnrolAsync("bob2", bob.Owner.Export(Passphrase), Passphrase, bob.Profile.Agent);
        await second.ConnectAsync(Limit);
        await second.SendAsync(alice.Profile.Agent, Topic, Message.OfText("from the second"), ct: Limit);
        Assert.Equal("from the second", (await alice.TakeAsync(Limit)).Content.Text);
    }

    [Fact]
    public async Task ADeviceWhoseApiKeyWasRotatedElsewhereRenewsAsItsOwnerAndGetsAnother()
    {
        var (alice, _) = await PairAsync();
        var profile = alice.Profile;
        var owner = await alice.AsOwnerAsync(Limit);
        var key = Assert.Single(await owner.GetKeysAsync(profile.Agent, Limit));
        await owner.RotateKeyAsync(profile.Agent, key.Id, TimeSpan.Zero, Limit);
        var from = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (3 * Cxe1Limits.Day);
        var old = DeviceCertificate.Issue(
            profile.AgentKey, profile.Agent.Value, profile.Device.Device, profile.Device.DskPublic, from,
            from + Cxe1Limits.DeviceCertificateLife);
        Assert.Equal(
            Cxe1Error.None, profile.Device.AcceptCertificate(profile.Store, old, profile.AgentKey.RawPublicKey()));
        await alice.DisposeAsync();

        var again = await _agents.OpenAsync("alice");
        await again.ConnectAsync(Limit);
        Assert.True(again.Profile.Device.Certificate?.NotAfter > old.NotAfter);
        Assert.False(again.Profile.HasKey(key.Id));
        var keys = await (await again.AsOwnerAsync(Limit)).GetKeysAsync(profile.Agent, Limit);
        Assert.Single(keys, one => again.Profile.HasKey(one.Id));
    }

    [Fact]
    public async Task OneTimePrekeysArePublishedAndUsed()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("first"), ct: Limit);
        await bob.TakeAsync(Limit);
        var session = await bob.AsDeviceAsync(Limit);
        var left = await session.CountOneTimePrekeysAsync(bob.Profile.Agent, bob.Profile.DeviceId, Limit);
        Assert.Equal(Cxe1Limits.OneTimePrekeys - 1, left.Count);
    }

    [Fact]
    public async Task FallingBackToASignedPrekeyIsReported()
    {
        var reports = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var alice = await _agents.OpenAsync(
            "alice", new AgentClientOptions { OnReport = report => reports.Enqueue(report.Code) });
        var bob = await _agents.OpenAsync("bob");
        await Agents.IntroduceAsync(alice, bob);
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        // Somebody who is connected takes every key before: as often as the server lets it.
        var session = await alice.AsDeviceAsync(Limit);
        var spent = await Record.ExceptionAsync(async () =>
        {
            while (true) await session.ClaimPrekeysAsync(alice.Profile.Agent, bob.Profile.Agent, Limit);
        });
        Assert.Equal("rate-limited", Assert.IsType<ProblemException>(spent).Code);

        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("all the same"), ct: Limit);
        Assert.Equal("all the same", (await bob.TakeAsync(Limit)).Content.Text);
        Assert.Contains("signed-prekey-used", reports);
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob);
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        return (alice, bob);
    }
}
