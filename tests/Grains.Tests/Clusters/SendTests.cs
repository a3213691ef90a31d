using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class SendTests
{
    [Fact]
    public async Task AnAcceptedMessageStandsInTheRecipientsMailbox()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var message = await pair.ReadyAsync();
        var request = message.ToRequest();

        var result = await pair.Grain.Send(request);

        Assert.Equal(new SendResult(SendStatus.Accepted, 1, exchange.Now, TimeSpan.Zero), result);
        var entry = (await exchange.MailOfAsync(pair.Recipient))[^1];
        Assert.Equal(EntryKind.Message, entry.Kind);
        Assert.Equal(request.Envelope.ToArray(), entry.Body.ToArray());
        Assert.Equal(16, entry.LineageTag.Length);
    }

    [Fact]
    public async Task AcceptedMessagesArePushedInOrder()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var reader = new Mailreader();
        var observer = exchange.Grains.CreateObjectReference<IMailboxObserver>(reader);
        var subscription = await exchange.AgentOf(pair.Recipient).Subscribe(pair.Recipient.Device.Id, observer);
        Assert.Equal(Refusal.None, subscription.Refusal);

        var sends = Enumerable.Range(0, 50).Select(_ => pair.Grain.Send(pair.Next().ToRequest()).AsTask()).ToArray();
        var results = await Task.WhenAll(sends);

        Assert.All(results, result => Assert.Equal(SendStatus.Accepted, result.Status));
        var entries = await reader.NextAsync(50);
        Assert.Equal(
            Enumerable.Range(1, 50).Select(i => subscription.Head + i), entries.Select(entry => entry.Sequence));
        GC.KeepAlive(reader);
    }
}
