using ContextExchange.Grains.Tests.Kit;
using ContextExchange.Storage;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>P8 and the life of holds, in every order that a seed brings.</summary>
public sealed class RaceTests
{
    [Fact]
    public async Task AHeldMessageEndsExactlyOnceWhateverRaces()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 60; run++) await RunAsync(new Random(random.Next()), $"seed {seed}, run {run}");
    }

    private static async Task RunAsync(Random random, string name)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(
            Contracts.One((ConsentLevel)random.Next(1, 3), random.Next(2) == 0 ? ConsentLevel.Ask : ConsentLevel.Auto));
        var message = await pair.ReadyAsync() with { Ask = true, TimeToLive = 600 };
        var request = message.ToRequest();
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(request)).Status);

        for (var round = 0; round < 4; round++)
        {
            if (random.Next(3) == 0) exchange.Store.Faults.FailNext((WriteFault)random.Next(1, 3));
            var calls = Enumerable.Range(0, 6).Select(_ =>
                Attempt(exchange, pair, message.Id, request, random.Next(9)));
            await Task.WhenAll(calls.ToArray());
        }

        exchange.Store.Faults.FailNext(WriteFault.None);
        await exchange.RestartAsync();
        await exchange.PassAsync(TimeSpan.FromMinutes(11));

        var delivered = (await exchange.MailOfAsync(pair.Recipient)).Count(Carries());
        var ends = (await exchange.NoticesOfAsync(pair.Sender))
            .Where(notice => notice.Message == message.Id && notice.Kind != NoticeKind.Undelivered)
            .Select(notice => notice.Kind).Distinct().ToArray();
        Assert.True(ends.Length == 1, $"{name}: {string.Join(' ', ends)}, delivered {delivered}");
        Assert.True(delivered == (ends[0] == NoticeKind.Approved ? 1 : 0), $"{name}: {ends[0]}, delivered {delivered}");
        Assert.Empty(await exchange.Log.ReadHoldsAsync(pair.Id));
    }

    private static async Task Attempt(
        Exchange exchange, Pair pair, EnvelopeId message, SendRequest request, int what)
    {
        try
        {
            await (what switch
            {
                0 or 1 => pair.Grain.Decide(pair.Sender.Id, message, pair.Yes(pair.Sender, request)),
                2 or 3 => pair.Grain.Decide(pair.Recipient.Id, message, pair.Yes(pair.Recipient, request)),
                4 => pair.Grain.Decide(pair.Sender.Id, message, new Decision(Verdict.Reject, default)),
                5 => pair.Grain.Decide(pair.Recipient.Id, message, new Decision(Verdict.Reject, default)),
                6 => pair.ChangeTermsAsync(pair.Recipient, Contracts.Open),
                7 => pair.Grain.Remove(pair.Sender.Id),
                _ => pair.Grain.CarryOutDue(),
            });
        }
        catch (Exception failure) when (failure is Grains.Storage.StoreUnavailableException or OrleansException)
        {
            // The caller would try again; here the next round does.
            Assert.NotNull(exchange.Store);
        }
    }

    // A released message is a stub once its time has passed; the stub of the time when it was held came first.
    private static Func<MailboxEntry, bool> Carries()
    {
        var stubs = 0;
        return entry => entry.Kind == EntryKind.Message || (entry.Kind == EntryKind.Stub && ++stubs > 1);
    }
}
