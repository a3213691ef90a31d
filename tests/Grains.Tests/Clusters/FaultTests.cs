using ContextExchange.Grains.Tests.Kit;
using ContextExchange.Storage;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>The promises P1, P3, P4 and P6 while the store fails.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(WriteFault.BeforeApplied)]
    [InlineData(WriteFault.AfterApplied)]
    public async Task AfterALostOutcomeTheSameBytesAreAcceptedOnce(WriteFault fault)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var request = pair.Next().ToRequest();
        exchange.Store.Faults.FailNext(fault);

        var failed = await pair.Grain.Send(request);
        Assert.Equal(SendStatus.Unavailable, failed.Status);
        Assert.True(failed.RetryAfter > TimeSpan.Zero);
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(request)).Status);
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
        var mail = await exchange.MailOfAsync(pair.Recipient);
        Assert.Equal(3, mail.Count(entry => entry.Kind == EntryKind.Message));
        Assert.Equal(Enumerable.Range(1, mail.Length).Select(i => (long)i), mail.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task NothingIsAcceptedOverAGap()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        exchange.Store.Faults.HoldCommits();
        var requests = Enumerable.Range(0, 20).Select(_ => pair.Next().ToRequest()).ToArray();
        var sends = requests.Select(request => pair.Grain.Send(request).AsTask()).ToArray();
        while (exchange.Store.Faults.Waiting < 20) await Task.Yield();
        for (var i = 0; i < 5; i++) exchange.Store.Faults.ReleaseOne();
        exchange.Store.Faults.FailNext(WriteFault.BeforeApplied);
        exchange.Store.Faults.ReleaseCommits();

        var results = await Task.WhenAll(sends);
        Assert.All(results[..5], result => Assert.Equal(SendStatus.Accepted, result.Status));
        Assert.All(results[5..], result => Assert.True(SendStatuses.Of(result.Status).Retryable, $"{result.Status}"));

        foreach (var request in requests)
            Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(request)).Status);
        await MailIsInOrderAsync(exchange, pair, 21);
    }

    [Fact]
    public async Task AZombieOfTheMailboxStoresNothingAndTheOtherGoesOn()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        await exchange.Log.ClaimHeadAsync(pair.Recipient.Id);

        var request = pair.Next().ToRequest();
        Assert.Equal(SendStatus.Unavailable, (await pair.Grain.Send(request)).Status);
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(request)).Status);
        await MailIsInOrderAsync(exchange, pair, 2);
    }

    [Fact]
    public async Task SessionsMissNothingThatWasStoredWhileTheOutcomeWasLost()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var reader = new Mailreader();
        var observer = exchange.Grains.CreateObjectReference<IMailboxObserver>(reader);
        await exchange.AgentOf(pair.Recipient).Subscribe(pair.Recipient.Device.Id, observer);
        exchange.Store.Faults.FailNext(WriteFault.AfterApplied);
        await pair.SendAsync();
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);

        var entries = await reader.NextAsync(2);
        Assert.Equal([3L, 4L], entries.Select(entry => entry.Sequence));
        GC.KeepAlive(reader);
    }

    [Fact]
    public async Task RandomFaultsAndOrdersKeepThePromises()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 20; run++) await RunAsync(new Random(random.Next()), $"seed {seed}, run {run}");
    }

    /// <summary>A device sends shuffled bursts and repeats what may be repeated, over a store that fails.</summary>
    private static async Task RunAsync(Random random, string name)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var requests = Enumerable.Range(0, 40).Select(_ => pair.Next().ToRequest()).ToArray();
        var answers = new SendResult?[requests.Length];
        for (var round = 0; answers.Any(answer => answer is null); round++)
        {
            Assert.True(round < 2_000, $"{name}: no progress");
            if (random.Next(3) == 0) exchange.Store.Faults.FailNext((WriteFault)random.Next(1, 3));
            if (random.Next(6) == 0) exchange.Store.Faults.StaleNextHead();
            if (random.Next(25) == 0) await exchange.RestartAsync();
            var burst = Enumerable.Range(0, requests.Length).Where(i => answers[i] is null).Take(8).ToArray();
            if (random.Next(2) == 0) random.Shuffle(burst);
            var results = await Task.WhenAll(burst.Select(i => pair.Grain.Send(requests[i]).AsTask()));
            for (var i = 0; i < burst.Length; i++)
            {
                if (results[i].Status == SendStatus.Accepted) answers[burst[i]] = results[i];
                else Assert.True(SendStatuses.Of(results[i].Status).Retryable, $"{name}: {results[i].Status}");
            }
        }

        exchange.Store.Faults.FailNext(WriteFault.None);
        for (var i = 0; i < requests.Length; i++) Assert.Equal(answers[i], await pair.Grain.Send(requests[i]));
        await MailIsInOrderAsync(exchange, pair, requests.Length);
    }

    /// <summary>Every message once, in its sender's order, in a mailbox without a gap.</summary>
    private static async Task MailIsInOrderAsync(Exchange exchange, Pair pair, int messages)
    {
        var mail = await exchange.MailOfAsync(pair.Recipient);
        Assert.Equal(Enumerable.Range(1, mail.Length).Select(i => (long)i), mail.Select(entry => entry.Sequence));
        var numbers = mail.Where(entry => entry.Kind == EntryKind.Message)
            .Select(entry => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(entry.Body.Span[120..]));
        Assert.Equal(Enumerable.Range(1, messages).Select(i => (long)i), numbers);
    }
}
