namespace ContextExchange.Client.Tests.Live;

/// <summary>
/// Two agents that disconnect and connect again by a new invite: devices that never saw the new link go on.
/// </summary>
public sealed class RemadeConnectionTests(LiveServer server) : IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;
    private static readonly byte[] Passphrase = "correct horse"u8.ToArray();

    private readonly Agents _agents = new(server.Address);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Theory]
    [InlineData("alice", "alice", "alice")] // who invited, both times
    [InlineData("bob", "alice", "alice")] // who accepted, both times
    [InlineData("alice", "alice", "bob")] // who invited, then accepted
    [InlineData("bob", "alice", "bob")] // who accepted, then invited
    public async Task ASecondDeviceGoesOnAfterItsAgentHasConnectedAgain(string whose, string first, string again)
    {
        var (alice, bob) = await PairAsync(first);
        var (one, peer) = whose == "alice" ? (alice, bob) : (bob, alice);
        var second = await EnrolAsync(one);
        await second.ConnectAsync(Limit);
        await ExchangeAsync(second, peer, "before");

        await ConnectAgainAsync(alice, bob, again);

        await ExchangeAsync(second, peer, "after");
        await ExchangeAsync(one, peer, "after, from the first");
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("bob")]
    public async Task ADeviceThatEnrolsAfterwardsTakesBothConnectionsFromWhatTheOwnersHaveSigned(string again)
    {
        var (alice, bob) = await PairAsync("alice");
        await ExchangeAsync(alice, bob, "before");
        await ConnectAgainAsync(alice, bob, again);

        foreach (var (one, peer) in new[] { (alice, bob), (bob, alice) })
        {
            var second = await EnrolAsync(one);
            await second.ConnectAsync(Limit);
            await ExchangeAsync(second, peer, "after");
        }
    }

    /// <summary>One message in each direction.</summary>
    private static async Task ExchangeAsync(AgentClient one, AgentClient other, string text)
    {
        await SendAsync(one, other, text);
        await SendAsync(other, one, "answer to " + text);
    }

    /// <summary>What was sent to all devices of the agent before is passed over.</summary>
    private static async Task SendAsync(AgentClient from, AgentClient to, string text)
    {
        await from.SendAsync(to.Profile.Agent, Topic, Message.OfText(text), ct: Limit);
        string received;
        do received = (await to.TakeAsync(Limit)).Content.Text;
        while (received != text);
    }

    private static async Task ConnectAgainAsync(AgentClient alice, AgentClient bob, string inviter)
    {
        var api = await alice.AsDeviceAsync(Limit);
        await api.RemoveConnectionAsync(alice.Profile.Agent, bob.Profile.Agent, Limit);
        await (inviter == "alice" ? Agents.IntroduceAsync(alice, bob) : Agents.IntroduceAsync(bob, alice));
    }

    private Task<AgentClient> EnrolAsync(AgentClient one) => _agents.EnrolAsync(
        one.Profile.Agent + "2", one.Owner.Export(Passphrase), Passphrase, one.Profile.Agent);

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync(string inviter)
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await (inviter == "alice" ? Agents.IntroduceAsync(alice, bob) : Agents.IntroduceAsync(bob, alice));
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        return (alice, bob);
    }
}
