using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class EpochTests
{
    [Fact]
    public async Task AnEpochIsPublishedOnceAndReadByBothSides()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var record = pair.Epoch().ToBytes();

        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));
        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));
        await exchange.RestartAsync();
        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));

        var hash = TestEpoch.HashOf(record);
        Assert.Equal(record, (await pair.Grain.GetEpoch(pair.Recipient.Id, hash)).ToArray());
        Assert.Equal(0, (await pair.Grain.GetEpoch(AgentId.New(), hash)).Length);
    }

    [Fact, OrderedCalls]
    public async Task MessagesMayFollowTheirEpochBeforeItIsAnswered()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var record = pair.Epoch().ToBytes();
        pair.Use(record);

        var published = pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record).AsTask();
        var first = pair.Grain.Send(pair.Next().ToRequest()).AsTask();
        var second = pair.Grain.Send(pair.Next().ToRequest()).AsTask();

        Assert.Equal(Refusal.None, await published);
        Assert.Equal(SendStatus.Accepted, (await first).Status);
        Assert.Equal(SendStatus.Accepted, (await second).Status);
    }

    [Fact, OrderedCalls]
    public async Task NoMessageOfALongPipelineOvertakesOneThatWaitsForItsEpoch()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var sent = new List<Task<SendResult>>();
        for (var epoch = 0; epoch < 200; epoch++)
        {
            exchange.Store.Faults.HoldCommits();
            var record = pair.Epoch().ToBytes();
            _ = pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record).AsTask();
            pair.Use(record);
            Send(10);
            // The epoch is known to the grain at some moment while the others arrive.
            var release = Task.Run(exchange.Store.Faults.ReleaseCommits);
            Send(50);
            await release;
            Assert.All(await Task.WhenAll(sent), result => Assert.Equal(SendStatus.Accepted, result.Status));
            sent.Clear();
        }

        void Send(int count)
        {
            for (var i = 0; i < count; i++) sent.Add(pair.Grain.Send(pair.Next().ToRequest()).AsTask());
        }
    }

    [Fact]
    public async Task ASecondEpochWithTheSameNumberIsAConflict()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, pair.Epoch().ToBytes());
        Assert.Equal(
            Refusal.Conflict, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, pair.Epoch().ToBytes()));
    }

    [Fact]
    public async Task AnEpochIsRefusedUnlessEverythingItNamesIsInForce()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var good = pair.Epoch();
        var ghost = new TestDevice(pair.Recipient);
        var forged = good.ToBytes();
        forged[289 + 70] ^= 1; // In the key id of the first entry: the form stays right.
        (Refusal Expected, byte[] Record)[] rows =
        [
            (Refusal.Malformed, [1, 2, 3]),
            (Refusal.InvalidSignature, forged),
            (Refusal.StaleVersion, (good with { Readers = [pair.Recipient.Device, ghost] }).ToBytes()),
            (Refusal.StaleVersion, (good with { Readers = [ghost] }).ToBytes()),
            (Refusal.StaleVersion, (good with { PeerList = 2 }).ToBytes()),
            (Refusal.StaleVersion, (good with { SenderList = 2 }).ToBytes()),
            (Refusal.StaleVersion, (good with { SenderTerms = new byte[31].Append((byte)1).ToArray() }).ToBytes()),
            (Refusal.StaleVersion, (good with { PeerTerms = good.SenderTerms }).ToBytes()),
            (Refusal.Malformed, (good with { SenderTerms = new byte[32] }).ToBytes()),
            (Refusal.Malformed, (good with { PeerTerms = new byte[32] }).ToBytes()),
            (Refusal.Malformed, (good with { Created = exchange.Now.AddMinutes(6) }).ToBytes()),
            (Refusal.Expired, (good with { Created = exchange.Now.AddHours(-1) }).ToBytes()),
            (Refusal.None, good.ToBytes()),
        ];

        foreach (var (expected, record) in rows)
            Assert.Equal(expected, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));
        Assert.Equal(Refusal.Forbidden, await pair.Grain.PublishEpoch(pair.Recipient.Device.Identity, good.ToBytes()));
    }

    [Fact]
    public async Task AMessageNeedsAnEpochOfItsOwnDeviceHere()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var back = pair.Back();
        await back.OpenEpochAsync();
        await pair.OpenEpochAsync();
        var message = pair.Next();
        var foreign = message with { Epoch = back.Next().Epoch };
        var unknown = message with { Epoch = new byte[32] };
        Assert.Equal(SendStatus.EpochUnknown, (await pair.Grain.Send(foreign.ToRequest())).Status);
        Assert.Equal(SendStatus.EpochUnknown, (await pair.Grain.Send(unknown.ToRequest())).Status);
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(message.ToRequest())).Status);
    }

    [Fact]
    public async Task PlacesInEpochsOnlyMoveForwardAlsoAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        await pair.SendAsync();
        var cloned = pair.Next() with { Index = 1 };
        Assert.Equal(SendStatus.EpochFork, (await pair.Grain.Send(cloned.ToRequest())).Status);
        await exchange.RestartAsync();
        Assert.Equal(SendStatus.EpochFork, (await pair.Grain.Send(cloned.ToRequest())).Status);
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send((cloned with { Index = 2 }).ToRequest())).Status);
    }

    [Fact]
    public async Task ADeviceThatPublishesEpochsWithoutMessagesMustWait()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        for (var i = 0; i < Limits.MaxUnusedEpochs; i++) await pair.OpenEpochAsync();

        var record = pair.Epoch().ToBytes();
        Assert.Equal(Refusal.RateLimited, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));
        Assert.Equal(0, (await pair.Grain.GetEpoch(pair.Recipient.Id, TestEpoch.HashOf(record))).Length);
        await pair.Back().OpenEpochAsync();

        exchange.Time.Advance(Limits.EpochInterval - TimeSpan.FromSeconds(1));
        Assert.Equal(Refusal.RateLimited, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));
        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record));
    }

    [Fact]
    public async Task AClientThatRestartsForEveryMessageIsNeverRefused()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        for (var i = 0; i < 3 * Limits.MaxUnusedEpochs; i++)
        {
            await pair.OpenEpochAsync();
            Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
        }
    }

    [Fact]
    public async Task ARepeatOfAStoredEpochIsNotCounted()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var first = pair.Epoch().ToBytes();
        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, first));
        pair.Use(first);
        await exchange.RestartAsync();
        for (var i = 0; i < Limits.MaxUnusedEpochs; i++) await pair.OpenEpochAsync();

        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, first));
    }

    [Fact]
    public async Task AnEpochGoesWithItsMessagesAlsoWhenTheyAreKeptLongerAfterwards()
    {
        await using var exchange = await Exchange.StartAsync();
        var policy = ConnectionPolicy.Default with { Retention = RetentionClass.Days1 };
        var pair = await exchange.ConnectAsync(policy: policy);
        var record = pair.Epoch().ToBytes();
        await pair.Grain.PublishEpoch(pair.Sender.Device.Identity, record);
        await pair.Grain.ChangePolicy(pair.Sender.Id, policy with { Retention = RetentionClass.Days7 });

        Assert.True(await IsKeptAsync(days: 10));
        Assert.False(await IsKeptAsync(days: 6));

        async Task<bool> IsKeptAsync(int days)
        {
            exchange.Time.Advance(TimeSpan.FromDays(days));
            Assert.False(await exchange.Log.ApplyRetentionAsync(exchange.Now));
            return (await pair.Grain.GetEpoch(pair.Recipient.Id, TestEpoch.HashOf(record))).Length > 0;
        }
    }
}
