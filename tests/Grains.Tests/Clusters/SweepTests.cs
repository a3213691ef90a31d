using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>The cluster's one sweeper, asked by every silo.</summary>
public sealed class SweepTests
{
    [Fact]
    public async Task AsManySilosAsAskTheWorkIsDoneOnceAnInterval()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask));
        var message = await pair.ReadyAsync();
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(message.ToRequest())).Status);
        var sweeper = exchange.Grains.GetGrain<ISweepGrain>(ISweepGrain.Due);
        await sweeper.Sweep();

        exchange.Time.Advance(TimeSpan.FromHours(24));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sweeper.Sweep()));

        var ends = (await exchange.NoticesOfAsync(pair.Sender)).Where(notice => notice.Message == message.Id);
        Assert.Equal(NoticeKind.HoldExpired, Assert.Single(ends).Kind);
    }
}
