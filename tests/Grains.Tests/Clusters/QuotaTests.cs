using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>What one peer can put into a mailbox.</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task OnePeerCannotFillTheMailboxForOthersAlsoAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var recipient = await exchange.EnrolAsync();
        var greedy = await exchange.ConnectAsync(await exchange.EnrolAsync(), recipient);
        var modest = await exchange.ConnectAsync(await exchange.EnrolAsync(), recipient);
        var body = new byte[Limits.MaxCiphertext];
        var message = new MailboxAppend(EntryKind.Message, greedy.Id, body, default, RetentionClass.Keep, null);
        for (var i = 0; i < Limits.MaxUnacknowledgedBytesPerConnection / body.Length; i++)
            Assert.Equal(AppendVerdict.Stored, (await exchange.AgentOf(recipient).Append(message)).Verdict);

        Assert.Equal(SendStatus.MailboxFull, (await greedy.SendAsync()).Status);
        Assert.Equal(SendStatus.Accepted, (await modest.SendAsync()).Status);
        await exchange.RestartAsync();
        greedy.Sequence--;
        Assert.Equal(SendStatus.MailboxFull, (await greedy.SendAsync()).Status);
        Assert.Equal(SendStatus.Accepted, (await modest.SendAsync()).Status);

        var head = (await exchange.AgentOf(recipient).Get())!.MailboxHead;
        Assert.Equal(Refusal.None, await exchange.AgentOf(recipient).Acknowledge(recipient.Device.Id, head));
        greedy.Sequence--;
        Assert.Equal(SendStatus.Accepted, (await greedy.SendAsync()).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APeerThatChangesAllTheTimeIsToldOfSomeTimesAndOnceMoreWhenTheyAreRead(bool restarts)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        for (var i = 0; i < 2 * Limits.MaxUnreadChanges; i++)
            Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Sender.Id, i % 2 == 0));
        Assert.Equal(Limits.MaxUnreadChanges, (await exchange.MailOfAsync(pair.Recipient)).Length);
        if (restarts) await exchange.RestartAsync();

        var grain = exchange.AgentOf(pair.Recipient);
        Assert.Equal(Refusal.None, await grain.Acknowledge(pair.Recipient.Device.Id, Limits.MaxUnreadChanges));

        var told = (await exchange.NoticesOfAsync(pair.Recipient))[Limits.MaxUnreadChanges..];
        Assert.Contains(told, notice => notice.Kind == NoticeKind.ConnectionChanged);
        Assert.InRange(told.Length, 1, 2);
    }
}
