using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>What an owner did not sign, or did not sign in this order, is no contract.</summary>
public sealed class TermsTests
{
    [Fact]
    public async Task OnlyTheVersionAfterTheNewestThatSaysWhatTheNamesSayIsTaken()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        TestAgent alice = pair.Sender, bob = pair.Recipient, carol = await exchange.EnrolAsync();
        var now = exchange.Now.ToUnixTimeMilliseconds();
        var first = alice.TermsFor(bob)!;
        var good = TestTerms.For(alice, bob, Contracts.AskToShare, now, first);
        Assert.True(ConnectionTerms.TryParse(good.Record, out var second, out _));
        var unread = Contracts.One(ConsentLevel.Ask, ConsentLevel.Auto, ownerReads: false);
        var more = new Terms(
            new Dictionary<string, CategoryLevels>(Contracts.AskToShare.Levels) { ["more"] = default }, true);
        (Refusal Expected, SignedTerms Terms)[] rows =
        [
            (Refusal.Malformed, good with { Record = default }),
            (Refusal.Malformed, good with { Record = good.Record[..^1] }),
            (Refusal.Malformed, good with { Terms = Contracts.Open }),
            (Refusal.Malformed, good with { Terms = unread }),
            (Refusal.Malformed, good with { Terms = more }),
            (Refusal.Malformed, good with { Terms = new Terms(new Dictionary<string, CategoryLevels>(), true) }),
            (Refusal.Malformed, TestTerms.For(bob, alice, Contracts.AskToShare, now, bob.TermsFor(alice))),
            (Refusal.Malformed, TestTerms.For(alice, carol, Contracts.AskToShare, now, first)),
            (Refusal.Malformed, TestTerms.Offer(alice, Contracts.AskToShare, now + 1)),
            (Refusal.Malformed, TestTerms.For(alice, bob, Contracts.AskToShare, now + 300_001, first)),
            (Refusal.InvalidSignature, TestTerms.For(alice, bob, Contracts.AskToShare, now, first, bob.Owner)),
            (Refusal.StaleVersion, TestTerms.For(alice, bob, Contracts.AskToShare, now + 1)),
            (Refusal.StaleVersion, TestTerms.For(alice, bob, Contracts.AskToShare, now, second)),
            (Refusal.StaleVersion, TestTerms.For(alice, bob, Contracts.AskToShare, now - 1, first)),
            (Refusal.StaleVersion, TestTerms.For(
                alice, bob, Contracts.AskToShare, now, Parsed(TestTerms.For(alice, bob, Contracts.Open, now)))),
        ];

        foreach (var (expected, terms) in rows)
            Assert.Equal(expected, await pair.Grain.ChangeTerms(alice.Id, terms));
        Assert.Equal(1, (await pair.Grain.Get(alice.Id))!.OwnVersion);

        Assert.Equal(Refusal.None, await pair.Grain.ChangeTerms(alice.Id, good));
        Assert.Equal(Refusal.None, await pair.Grain.ChangeTerms(alice.Id, good));
        Assert.Equal(Refusal.NotFound, await pair.Grain.ChangeTerms(carol.Id, good));
        Assert.Equal(2, (await pair.Grain.Get(alice.Id))!.OwnVersion);
    }

    [Fact]
    public async Task EveryRecordIsKeptAndReadPageByPageFromAKnownOneOn()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        for (var version = 2; version <= 150; version++)
            Assert.Equal(Refusal.None, await pair.ChangeTermsAsync(pair.Sender, Contracts.Open));
        await exchange.RestartAsync();
        var (viewer, page) = (pair.Recipient.Id, Limits.MaxTermsPage);

        var first = await pair.Grain.GetTerms(viewer, default, default);
        var last = HashOf(first!.Theirs[^1]);
        var second = await pair.Grain.GetTerms(viewer, HashOf(first.Own[^1]), last);
        var unknown = await pair.Grain.GetTerms(viewer, last, new byte[32]);

        Assert.Equal(Versions(1, page), first.Theirs.Select(bytes => Parsed(bytes).Version));
        Assert.Equal(1u, Parsed(Assert.Single(first.Own)).Version);
        Assert.Equal(Versions(page, 150 - page + 1), second!.Theirs.Select(bytes => Parsed(bytes).Version));
        Assert.Equal(1u, Parsed(Assert.Single(second.Own)).Version);
        Assert.Equal(Versions(1, page), unknown!.Theirs.Select(bytes => Parsed(bytes).Version));
        Assert.Null(await pair.Grain.GetTerms(AgentId.New(), default, default));
    }

    [Fact]
    public async Task ASideThatIsFullChangesNoMoreUntilItIsConnectedAgain()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        for (var version = 2; version <= Limits.MaxSignedTerms; version++)
            Assert.Equal(Refusal.None, await pair.ChangeTermsAsync(pair.Sender, Contracts.Open));

        Assert.Equal(Refusal.LimitReached, await pair.ChangeTermsAsync(pair.Sender, Contracts.Open));
        Assert.Equal(Refusal.None, await pair.ChangeTermsAsync(pair.Recipient, Contracts.Open));
        Assert.Equal(Limits.MaxSignedTerms, (await pair.Grain.Get(pair.Sender.Id))!.OwnVersion);

        Assert.Equal(Refusal.None, await pair.Grain.Remove(pair.Sender.Id));
        exchange.Time.Advance(TimeSpan.FromMinutes(1));
        var now = exchange.Now.ToUnixTimeMilliseconds();
        Assert.Equal(Refusal.None, await EstablishAsync(
            pair, TestTerms.Offer(pair.Sender, Contracts.Open, now),
            TestTerms.For(pair.Recipient, pair.Sender, Contracts.Open, now)));
        var kept = await pair.Grain.GetTerms(pair.Sender.Id, default, default);
        Assert.True(Parsed(Assert.Single(kept!.Own)).IsOffer);
        Assert.Equal(3, kept.Theirs.Count);
    }

    [Fact]
    public async Task AConnectionThatIsMadeAgainBeginsNewChainsLater()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        TestAgent alice = pair.Sender, bob = pair.Recipient;
        var old = (Offer: await NewestAsync(pair, alice), Accepted: await NewestAsync(pair, bob));
        Assert.Equal(Refusal.None, await pair.ChangeTermsAsync(alice, Contracts.AskToShare));
        Assert.Equal(Refusal.None, await pair.Grain.Remove(alice.Id));
        exchange.Time.Advance(TimeSpan.FromMinutes(1));
        var now = exchange.Now.ToUnixTimeMilliseconds();
        var offer = TestTerms.Offer(alice, Contracts.Open, now);
        var accepted = TestTerms.For(bob, alice, Contracts.Open, now);
        var early = alice.TermsFor(bob)!.Created;

        (Refusal Expected, SignedTerms Offer, SignedTerms Accepted)[] rows =
        [
            (Refusal.StaleVersion, new(Contracts.Open, old.Offer), accepted),
            (Refusal.StaleVersion, offer, new(Contracts.Open, old.Accepted)),
            (Refusal.StaleVersion, TestTerms.Offer(alice, Contracts.Open, early), accepted),
            (Refusal.StaleVersion, offer, TestTerms.For(bob, alice, Contracts.Open, early)),
            (Refusal.StaleVersion, offer, TestTerms.For(bob, alice, Contracts.Open, now, bob.TermsFor(alice))),
            (Refusal.Malformed, TestTerms.For(alice, bob, Contracts.Open, now), accepted),
            (Refusal.Malformed, offer, TestTerms.Offer(bob, Contracts.Open, now)),
            (Refusal.InvalidSignature, offer, TestTerms.For(bob, alice, Contracts.Open, now, signer: alice.Owner)),
        ];
        foreach (var (expected, offered, given) in rows)
            Assert.Equal(expected, await EstablishAsync(pair, offered, given));

        Assert.Equal(Refusal.None, await EstablishAsync(pair, offer, accepted));
        var view = await pair.Grain.Get(alice.Id);
        Assert.Equal((1, 1), (view!.OwnVersion, view.TheirVersion));
        Assert.Equal(3, (await pair.Grain.GetTerms(alice.Id, default, default))!.Own.Count);
    }

    private static Task<Refusal> EstablishAsync(Pair pair, SignedTerms offer, SignedTerms accepted) =>
        pair.Grain.Establish(new Establishment(
            pair.Sender.Id, offer, pair.Recipient.Id, accepted, ConnectionPolicy.Default,
            EnvelopeId.New().Value.ToByteArray()));

    private static async Task<ReadOnlyMemory<byte>> NewestAsync(Pair pair, TestAgent side) =>
        (await pair.Grain.Get(side.Id))!.OwnSignedTerms;

    private static byte[] HashOf(ReadOnlyMemory<byte> record) => Parsed(record).Hash.ToArray();

    private static IEnumerable<uint> Versions(int first, int count) =>
        Enumerable.Range(first, count).Select(version => (uint)version);

    private static ConnectionTerms Parsed(SignedTerms terms) => Parsed(terms.Record);

    private static ConnectionTerms Parsed(ReadOnlyMemory<byte> record) =>
        ConnectionTerms.TryParse(record, out var terms, out var error)
            ? terms
            : throw new InvalidOperationException($"{error}");
}
