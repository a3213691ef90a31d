using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;
using ContextExchange.Storage;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>A one-time prekey leaves the server once, whatever fails.</summary>
public sealed class PrekeyTests
{
    [Fact]
    public async Task EachIsHandedOutOnceAcrossRestartsAndRepeatedBatches()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var batch = Batch(exchange, pair.Recipient, 3);
        var device = pair.Recipient.Device.Identity;
        var agent = exchange.AgentOf(pair.Recipient);
        Assert.Equal(new PrekeyCount(Refusal.None, 3), await agent.PublishOneTimePrekeys(device, batch));

        HashSet<string> taken = [await TakeAsync(pair)];
        await exchange.RestartAsync();
        // The device did not hear the answer and says it all again.
        Assert.Equal(
            new PrekeyCount(Refusal.None, 2),
            await exchange.AgentOf(pair.Recipient).PublishOneTimePrekeys(device, batch));
        Assert.True(taken.Add(await TakeAsync(pair)));
        Assert.True(taken.Add(await TakeAsync(pair)));

        Assert.Empty((await pair.Grain.TakePrekeys(pair.Sender.Device.Identity)).Prekeys);
        Assert.Equal(
            new PrekeyCount(Refusal.None, 0), await exchange.AgentOf(pair.Recipient).CountOneTimePrekeys(device));
    }

    [Theory]
    [InlineData(WriteFault.BeforeApplied)]
    [InlineData(WriteFault.AfterApplied)]
    public async Task OneWhoseHandingOutWasNotConfirmedIsAnsweredToNobody(WriteFault fault)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await exchange.AgentOf(pair.Recipient).PublishOneTimePrekeys(
            pair.Recipient.Device.Identity, Batch(exchange, pair.Recipient, 2));

        exchange.Store.Faults.FailNext(fault);
        await Assert.ThrowsAnyAsync<Exception>(() => pair.Grain.TakePrekeys(pair.Sender.Device.Identity));

        HashSet<string> taken = [await TakeAsync(pair)];
        var rest = (await pair.Grain.TakePrekeys(pair.Sender.Device.Identity)).Prekeys;
        Assert.Equal(fault == WriteFault.BeforeApplied ? 1 : 0, rest.Count);
        Assert.All(rest, prekey => Assert.True(taken.Add(Convert.ToHexString(prekey.Span))));
    }

    [Fact]
    public async Task OfParallelCallsNoTwoGetTheSame()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await exchange.AgentOf(pair.Recipient).PublishOneTimePrekeys(
            pair.Recipient.Device.Identity, Batch(exchange, pair.Recipient, 20));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            pair.Grain.TakePrekeys(pair.Sender.Device.Identity)));

        Assert.Equal(Limits.MaxPrekeyCallsPerHour, answers.Count(answer => answer.Refusal == Refusal.None));
        Assert.All(
            answers.Where(answer => answer.Refusal != Refusal.None),
            answer => Assert.Equal((Refusal.RateLimited, 0), (answer.Refusal, answer.Prekeys.Count)));
        var taken = answers.SelectMany(answer => answer.Prekeys).Select(prekey => Convert.ToHexString(prekey.Span));
        Assert.Equal(20, taken.Distinct().Count());
    }

    [Fact]
    public async Task TheHourPassesAndSoDoPrekeys()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        for (var call = 0; call < Limits.MaxPrekeyCallsPerHour; call++)
            await pair.Grain.TakePrekeys(pair.Sender.Device.Identity);
        var refused = await pair.Grain.TakePrekeys(pair.Sender.Device.Identity);
        Assert.Equal((Refusal.RateLimited, TimeSpan.FromHours(1)), (refused.Refusal, refused.RetryAfter));

        var batch = Batch(exchange, pair.Recipient, 2);
        var agent = exchange.AgentOf(pair.Recipient);
        await agent.PublishOneTimePrekeys(pair.Recipient.Device.Identity, batch);
        exchange.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Convert.ToHexString(batch[0].Span), await TakeAsync(pair));
        exchange.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty((await pair.Grain.TakePrekeys(pair.Sender.Device.Identity)).Prekeys);
        Assert.Equal(0, (await agent.CountOneTimePrekeys(pair.Recipient.Device.Identity)).Count);
    }

    [Fact]
    public async Task ADeviceHasAtMostAHundred()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var identity = agent.Device.Identity;
        Assert.Equal(60, (await grain.PublishOneTimePrekeys(identity, Batch(exchange, agent, 60))).Count);
        Assert.Equal(
            new PrekeyCount(Refusal.LimitReached, 60),
            await grain.PublishOneTimePrekeys(identity, Batch(exchange, agent, 41)));
        Assert.Equal(
            new PrekeyCount(Refusal.None, 100),
            await grain.PublishOneTimePrekeys(identity, Batch(exchange, agent, 40)));
    }

    [Fact]
    public async Task ARevokedDevicesAreGone()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var agent = exchange.AgentOf(pair.Recipient);
        var second = new TestDevice(pair.Recipient);
        await agent.EnrolDevice(second.Certify(exchange.Now), byOwner: true);
        await agent.PublishOneTimePrekeys(
            pair.Recipient.Device.Identity, Batch(exchange, pair.Recipient, 2));

        Assert.Equal(Refusal.None, await agent.RevokeDevice(pair.Recipient.Device.Id));

        Assert.Empty((await pair.Grain.TakePrekeys(pair.Sender.Device.Identity)).Prekeys);
        Assert.Equal(
            Refusal.Forbidden,
            (await agent.PublishOneTimePrekeys(
                pair.Recipient.Device.Identity, Batch(exchange, pair.Recipient, 1))).Refusal);
        var shelf = exchange.Grains.GetGrain<IPrekeyShelfGrain>(
            pair.Recipient.Id.ToString() + pair.Recipient.Device.Id);
        Assert.Equal(0, await shelf.Count());
    }

    [Fact]
    public async Task EachDeviceOfThePeerGivesOne()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var agent = exchange.AgentOf(pair.Recipient);
        var second = new TestDevice(pair.Recipient);
        await agent.EnrolDevice(second.Certify(exchange.Now), byOwner: true);
        await agent.PublishOneTimePrekeys(
            pair.Recipient.Device.Identity, Batch(exchange, pair.Recipient, 2));
        await agent.PublishOneTimePrekeys(second.Identity, Batch(exchange, pair.Recipient, 1, second));

        var taken = (await pair.Grain.TakePrekeys(pair.Sender.Device.Identity)).Prekeys
            .Select(bytes => Prekey.TryParse(bytes, out var prekey, out _) ? prekey.Device : default);
        Assert.Equal(
            new[] { pair.Recipient.Device.Id.Value, second.Id.Value }.Order(), taken.Order());
        Assert.Equal(
            Refusal.NotFound, (await pair.Grain.TakePrekeys(new(AgentId.New(), second.Id))).Refusal);
    }

    private static async Task<string> TakeAsync(Pair pair) =>
        Convert.ToHexString(Assert.Single((await pair.Grain.TakePrekeys(pair.Sender.Device.Identity)).Prekeys).Span);

    private static ReadOnlyMemory<byte>[] Batch(
        Exchange exchange, TestAgent agent, int count, TestDevice? device = null) =>
    [
        .. Enumerable.Range(0, count).Select(_ => Prekey.Issue(
            (device ?? agent.Device).Dsk, agent.Id.Value, (device ?? agent.Device).Id.Value,
            PrekeyKind.OneTimePrekey, Key.Create(SignatureAlgorithm.Ed25519).RawPublicKey(),
            exchange.Now.ToUnixTimeMilliseconds()).Bytes),
    ];
}
