using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>The hint that a message was acknowledged. Entry 1 of the recipient's mailbox is a notice.</summary>
public sealed class AcknowledgementTests
{
    [Fact]
    public async Task ASenderThatAskedForItIsToldOnceOfTheNewestMessageThatIsAcknowledged()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var session = new Mailreader();
        await ListenAsync(exchange, pair.Sender, session);
        for (var i = 0; i < 4; i++) await SendAsync(pair, watched: true);

        await AcknowledgeAsync(exchange, pair, 4);
        await AcknowledgeAsync(exchange, pair, 4);
        await AcknowledgeAsync(exchange, pair, 3);
        await AcknowledgeAsync(exchange, pair, 5);

        Assert.Equal((pair.Recipient.Id, 3L), await session.NextAcknowledgedAsync());
        Assert.Equal((pair.Recipient.Id, 4L), await session.NextAcknowledgedAsync());
        GC.KeepAlive(session);
    }

    [Fact]
    public async Task OfWhatWasSentWithoutTheWishNobodyIsTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var session = new Mailreader();
        await ListenAsync(exchange, pair.Sender, session);

        await SendAsync(pair, watched: false);
        await AcknowledgeAsync(exchange, pair, 2);
        await SendAsync(pair, watched: true);
        await AcknowledgeAsync(exchange, pair, 3);

        Assert.Equal((pair.Recipient.Id, 2L), await session.NextAcknowledgedAsync());
        GC.KeepAlive(session);
    }

    [Fact]
    public async Task OfTheStubOfARefusedMessageNobodyIsTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var session = new Mailreader();
        await ListenAsync(exchange, pair.Sender, session);

        var refused = await pair.ReadyAsync() with { Category = "nonsense" };
        Assert.Equal(
            SendStatus.UnknownCategory, (await pair.Grain.Send(refused.ToRequest() with { Watched = true })).Status);
        await AcknowledgeAsync(exchange, pair, 2);
        await SendAsync(pair, watched: true);
        await AcknowledgeAsync(exchange, pair, 3);

        Assert.Equal((pair.Recipient.Id, 2L), await session.NextAcknowledgedAsync());
        GC.KeepAlive(session);
    }

    private static async Task SendAsync(Pair pair, bool watched)
    {
        var sent = await pair.Grain.Send((await pair.ReadyAsync()).ToRequest() with { Watched = watched });
        Assert.Equal(SendStatus.Accepted, sent.Status);
    }

    private static async Task ListenAsync(Exchange exchange, TestAgent agent, Mailreader session) =>
        await exchange.AgentOf(agent).Subscribe(
            agent.Device.Id, exchange.Grains.CreateObjectReference<IMailboxObserver>(session));

    private static async Task AcknowledgeAsync(Exchange exchange, Pair pair, long entry) => Assert.Equal(
        Refusal.None, await exchange.AgentOf(pair.Recipient).Acknowledge(pair.Recipient.Device.Id, entry));
}
