using ContextExchange.Client.Tests.Live;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>A rotation whose line broke is finished by calling it again, and makes one new key.</summary>
public sealed class InterruptedRotationTests : IClassFixture<HostileFixture>, IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;

    private readonly TamperingServer _server;
    private readonly Agents _agents;

    public InterruptedRotationTests(HostileFixture fixture)
    {
        _server = fixture.Server;
        _server.BeHonest();
        _agents = new Agents(_server.Address);
    }

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _server.BeHonest();
        return _agents.DisposeAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task ItIsFinishedByAnotherRun(bool hasArrived, bool wasFollowedMeanwhile)
    {
        var (alice, bob) = await PairAsync();
        _server.Breaks = path => path.EndsWith("/rotations", StringComparison.Ordinal) ? hasArrived : null;
        await Assert.ThrowsAsync<UnreachableException>(() => bob.Owner.RotateAgentKeyAsync(Limit));
        _server.BeHonest();
        await bob.DisposeAsync();

        bob = await _agents.OpenAsync("bob");
        await bob.ConnectAsync(Limit);
        if (wasFollowedMeanwhile) await ExchangeAsync(bob, alice, "by a key that the vault has not");
        await bob.Owner.RotateAgentKeyAsync(Limit);

        var keys = await (await bob.AsDeviceAsync(Limit)).GetOwnKeysAsync(bob.Profile.Agent, Limit);
        Assert.Single(keys.Rotations);
        var held = Assert.Single(bob.Profile.OwnerKeys.Open().Agents);
        Assert.Equal(bob.Profile.Identity.Aik, held.Aik.RawPublicKey());
        Assert.Equal(bob.Profile.Identity.Aik, bob.Profile.AgentKey.RawPublicKey());
        await ExchangeAsync(bob, alice, "from the new key");
        await ExchangeAsync(alice, bob, "to the new key");
    }

    private static async Task ExchangeAsync(AgentClient from, AgentClient to, string text)
    {
        await from.SendAsync(to.Profile.Agent, Topic, Message.OfText(text), ct: Limit);
        Assert.Equal(text, (await to.TakeAsync(Limit)).Content.Text);
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob);
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        await ExchangeAsync(alice, bob, "hello");
        return (alice, bob);
    }
}
