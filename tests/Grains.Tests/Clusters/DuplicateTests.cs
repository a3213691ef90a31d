using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class DuplicateTests
{
    [Fact]
    public async Task ARepeatGetsTheOriginalAnswer()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var request = (await pair.ReadyAsync()).ToRequest();
        var first = await pair.Grain.Send(request);
        exchange.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(first, await pair.Grain.Send(request));
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task ARepeatGetsTheOriginalAnswerAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var request = (await pair.ReadyAsync()).ToRequest();
        var first = await pair.Grain.Send(request);
        await pair.SendAsync();

        await exchange.RestartAsync();

        Assert.Equal(first, await pair.Grain.Send(request));
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
    }

    [Fact]
    public async Task ARepeatOfWhatIsUnderWaySharesItsOutcome()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var request = pair.Next().ToRequest();
        exchange.Store.Faults.HoldCommits();
        var first = pair.Grain.Send(request).AsTask();
        var repeats = Enumerable.Range(0, 5).Select(_ => pair.Grain.Send(request).AsTask()).ToArray();
        exchange.Store.Faults.ReleaseCommits();

        var answer = await first;
        Assert.Equal(SendStatus.Accepted, answer.Status);
        Assert.All(await Task.WhenAll(repeats), repeat => Assert.Equal(answer, repeat));
        Assert.Equal(2, (await exchange.MailOfAsync(pair.Recipient)).Count(entry => entry.Kind == EntryKind.Message));
    }

    [Fact]
    public async Task ANumberWithOtherBytesIsRefusedForGood()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var message = await pair.ReadyAsync();
        await pair.Grain.Send(message.ToRequest());

        var other = (message with { Id = EnvelopeId.New() }).ToRequest();
        Assert.Equal(SendStatus.SequenceReused, (await pair.Grain.Send(other)).Status);
        await exchange.RestartAsync();
        Assert.Equal(SendStatus.SequenceReused, (await pair.Grain.Send(other)).Status);
    }

    [Fact]
    public async Task ALaterNumberWaitsForTheEarlier()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var first = (await pair.ReadyAsync()).ToRequest();
        var second = pair.Next().ToRequest();

        var early = await pair.Grain.Send(second);
        Assert.Equal(SendStatus.OutOfOrder, early.Status);
        Assert.True(SendStatuses.Of(early.Status).Retryable);
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(first)).Status);
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(second)).Status);
    }

    [Fact]
    public async Task BeyondRetentionARepeatIsADuplicate()
    {
        await using var exchange = await Exchange.StartAsync();
        var policy = ConnectionPolicy.Default with { Retention = RetentionClass.Days1 };
        var pair = await exchange.ConnectAsync(policy: policy);
        var request = (await pair.ReadyAsync()).ToRequest();
        await pair.Grain.Send(request);

        exchange.Time.Advance(TimeSpan.FromDays(3));
        Assert.False(await exchange.Log.ApplyRetentionAsync(exchange.Now));
        await exchange.RestartAsync();

        Assert.Equal(SendStatus.Duplicate, (await pair.Grain.Send(request)).Status);
    }

    [Fact]
    public async Task RefusedMessagesSettleTheirNumberOnce()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var refused = (await pair.ReadyAsync() with { Category = "health" }).ToRequest();

        Assert.Equal(SendStatus.NotAllowed, (await pair.Grain.Send(refused)).Status);
        Assert.Equal(SendStatus.NotAllowed, (await pair.Grain.Send(refused)).Status);
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
        var kinds = (await exchange.MailOfAsync(pair.Recipient)).Select(entry => entry.Kind);
        Assert.Equal([EntryKind.Notice, EntryKind.Stub, EntryKind.Message], kinds);
    }
}
