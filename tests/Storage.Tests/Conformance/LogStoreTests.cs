using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="ILogStore"/> promises about heads, entries and marks. Every store inherits this.</summary>
public abstract class LogStoreTests : StoreTests
{
    private protected LogStoreTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task ANewMailboxIsEmptyAndEveryClaimRaisesItsEpoch()
    {
        var first = await Log.ClaimHeadAsync(Bob);
        var second = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(new MailboxHead(Bob, first.Epoch, 0, null), first);
        Assert.Equal(first.Epoch + 1, second.Epoch);
        Assert.Equal(1, await Log.ReadOldestAsync(Bob));
    }

    [Fact]
    public async Task AStoredEntryIsReadBackWhole()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var append = Message(head, 1, Mark(AlicesPhone, 1));
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(append));
        Store.Reopen();
        var entry = Assert.Single(await Log.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));
        AssertSame(append.Entry!, entry);
    }

    [Fact]
    public async Task AnEntryWithoutBodyOrTagIsReadBackEmpty()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var entry = Entry(1, EntryKind.Notice) with { Body = default };
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(Message(head, 1) with { Entry = entry }));
        AssertSame(entry, Assert.Single(await Log.ReadMailboxAsync(Bob, 0, 10, int.MaxValue)));
    }

    [Fact]
    public async Task AnUnclaimedMailboxTakesNothing()
    {
        var append = Message(new MailboxHead(Bob, 1, 0, null), 1);
        Assert.Equal(LogVerdict.StaleHead, await Log.AppendAsync(append));
        Assert.Empty(await Log.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));
        Assert.Equal(1, await Log.ReadOldestAsync(Bob));
    }

    [Fact]
    public async Task AnEarlierClaimantCannotAppend()
    {
        var earlier = await Log.ClaimHeadAsync(Bob);
        var newer = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(LogVerdict.StaleHead, await Log.AppendAsync(Message(earlier, 1)));
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(Message(newer, 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    public async Task OnlyTheNextSequenceIsStored(long sequence)
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await Log.AppendAsync(Message(head, 1));
        Assert.Equal(LogVerdict.StaleHead, await Log.AppendAsync(Message(head, sequence)));
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(Message(head, 2)));
    }

    [Fact]
    public async Task AClaimTellsTheNewestSequence()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await Log.AppendAsync(Message(head, 1));
        await Log.AppendAsync(Message(head, 2));
        Store.Reopen();
        Assert.Equal(2, (await Log.ClaimHeadAsync(Bob)).Sequence);
    }

    [Fact]
    public async Task AClaimComesAfterTheWritesThatAreUnderWay()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var append = Log.AppendAsync(Message(head, 1));
        var claim = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(LogVerdict.Stored, await append);
        Assert.Equal(1, claim.Sequence);
    }

    [Fact]
    public async Task StepsAreJudgedInTheOrderOfTheCalls()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var verdicts = await Task.WhenAll(Enumerable.Range(1, 500)
            .Select(sequence => Log.AppendAsync(Message(head, sequence, Mark(AlicesPhone, sequence))).AsTask()));
        Assert.All(verdicts, verdict => Assert.Equal(LogVerdict.Stored, verdict));
        var entries = await Log.ReadMailboxAsync(Bob, 0, 1000, int.MaxValue);
        Assert.Equal(Enumerable.Range(1, 500).Select(n => (long)n), entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task ARefusedStepDoesNotTouchItsNeighbours()
    {
        var bob = await Log.ClaimHeadAsync(Bob);
        var alice = await Log.ClaimHeadAsync(Alice);
        var steps = new[]
        {
            Log.AppendAsync(Message(bob, 1)).AsTask(),
            Log.AppendAsync(Message(bob, 7)).AsTask(),
            Log.AppendAsync(Message(alice, 1)).AsTask(),
            Log.AppendAsync(Message(bob, 2)).AsTask(),
        };
        Assert.Equal(
            [LogVerdict.Stored, LogVerdict.StaleHead, LogVerdict.Stored, LogVerdict.Stored], await Task.WhenAll(steps));
    }

    [Fact]
    public async Task AStepIsStoredWholeOrNotAtAll()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var hold = Hold(1);
        var step = Message(head, 1, Mark(AlicesPhone, 2)) with { Opens = hold };
        Assert.Equal(LogVerdict.StaleMark, await Log.AppendAsync(step));
        Assert.Equal(LogVerdict.HoldClosed, await Log.AppendAsync(
            Message(head, 1, Mark(AlicesPhone, 1)) with { Opens = hold, Closes = Hold(2).Key }));
        Assert.Empty(await Log.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));
        Assert.Empty(await Log.ReadHoldsAsync(Connection));
        Assert.Empty(await Log.ReadMarksAsync(Connection));
        var right = Message(head, 1, Mark(AlicesPhone, 1)) with { Opens = hold };
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(right));
    }

    [Fact]
    public async Task TheHeadIsJudgedBeforeTheMarkAndTheMarkBeforeTheHold()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var wrong = Message(head, 5, Mark(AlicesPhone, 5)) with { Closes = Hold(1).Key };
        Assert.Equal(LogVerdict.StaleHead, await Log.AppendAsync(wrong));
        Assert.Equal(LogVerdict.StaleMark, await Log.AppendAsync(wrong with { Entry = Entry(1) }));
        Assert.Equal(LogVerdict.HoldClosed, await Log.AppendAsync(
            wrong with { Entry = Entry(1), Settles = Mark(AlicesPhone, 1) }));
    }

    [Fact]
    public async Task ReadingGoesOnAfterASequence()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        for (var sequence = 1; sequence <= 20; sequence++) await Log.AppendAsync(Message(head, sequence));
        var page = await Log.ReadMailboxAsync(Bob, 7, 5, int.MaxValue);
        Assert.Equal([8, 9, 10, 11, 12], page.Select(entry => entry.Sequence));
        Assert.Empty(await Log.ReadMailboxAsync(Bob, 20, 5, int.MaxValue));
        Assert.Empty(await Log.ReadMailboxAsync(Bob, 1000, 5, int.MaxValue));
    }

    [Fact]
    public async Task ReadingStopsAfterTheEntryThatReachesTheBytes()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        for (var sequence = 1; sequence <= 5; sequence++)
            await Log.AppendAsync(Message(head, sequence) with { Entry = Entry(sequence, size: 100) });
        Assert.Single(await Log.ReadMailboxAsync(Bob, 0, 10, 1));
        Assert.Single(await Log.ReadMailboxAsync(Bob, 0, 10, 100));
        Assert.Equal(2, (await Log.ReadMailboxAsync(Bob, 0, 10, 101)).Count);
    }

    [Fact]
    public async Task MailboxesDoNotMix()
    {
        var bob = await Log.ClaimHeadAsync(Bob);
        var alice = await Log.ClaimHeadAsync(Alice);
        var steps = Enumerable.Range(1, 50).SelectMany(sequence => new[]
        {
            Log.AppendAsync(Message(bob, sequence)).AsTask(), Log.AppendAsync(Message(alice, sequence)).AsTask(),
        }).ToArray();
        await Task.WhenAll(steps);
        Assert.Equal(50, (await Log.ReadMailboxAsync(Bob, 0, 100, int.MaxValue)).Count);
        Assert.Equal(50, (await Log.ReadMailboxAsync(Alice, 0, 100, int.MaxValue)).Count);
    }

    [Fact]
    public async Task TheHeadKeepsTheEarliestExpiry()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var noon = StoreUnderTest.Noon;
        await Log.AppendAsync(Message(head, 1) with { ExpiresAt = noon.AddHours(5) });
        await Log.AppendAsync(Message(head, 2) with { ExpiresAt = noon.AddHours(3) });
        await Log.AppendAsync(Message(head, 3) with { ExpiresAt = noon.AddHours(9) });
        await Log.AppendAsync(Message(head, 4));
        Assert.Equal(noon.AddHours(3), (await Log.ClaimHeadAsync(Bob)).NextExpiry);
    }

    [Fact]
    public async Task NothingExpiresInAMailboxWhoseHeadIsAcknowledged()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await Log.AppendAsync(Message(head, 1) with { ExpiresAt = StoreUnderTest.Noon });
        await Log.MoveCursorAsync(Bob, BobsPhone, 1);
        Assert.Null((await Log.ClaimHeadAsync(Bob)).NextExpiry);
    }

    [Fact]
    public async Task TheNextExpiryIsReplacedAndLaterAppendsCanOnlyMakeItEarlier()
    {
        var noon = StoreUnderTest.Noon;
        var head = await Log.ClaimHeadAsync(Bob);
        await Log.AppendAsync(Message(head, 1) with { ExpiresAt = noon });
        await Log.SetNextExpiryAsync(Bob, head.Epoch, noon.AddHours(7));
        await Log.AppendAsync(Message(head, 2) with { ExpiresAt = noon.AddHours(8) });
        head = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(noon.AddHours(7), head.NextExpiry);
        await Log.AppendAsync(Message(head, 3) with { ExpiresAt = noon.AddHours(6) });
        head = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(noon.AddHours(6), head.NextExpiry);
        await Log.SetNextExpiryAsync(Bob, head.Epoch - 1, noon.AddHours(9));
        head = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(noon.AddHours(6), head.NextExpiry);
        await Log.SetNextExpiryAsync(Bob, head.Epoch, null);
        Assert.Null((await Log.ClaimHeadAsync(Bob)).NextExpiry);
    }

    [Fact]
    public async Task CursorsMoveForwardOnly()
    {
        await Log.MoveCursorAsync(Bob, BobsPhone, 5);
        await Log.MoveCursorAsync(Bob, BobsPhone, 3);
        await Log.MoveCursorAsync(Bob, AlicesPhone, 1);
        Store.Reopen();
        Assert.Equal(
            new HashSet<DeviceCursor> { new(BobsPhone, 5), new(AlicesPhone, 1) },
            (await Log.ReadCursorsAsync(Bob)).ToHashSet());
        Assert.Empty(await Log.ReadCursorsAsync(Alice));
    }

    [Fact]
    public async Task ACancelledCallIsNotCarriedOut()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Log.ClaimHeadAsync(Bob, cancelled.Token));
        Assert.Equal(1, (await Log.ClaimHeadAsync(Bob)).Epoch);
    }

    [Fact]
    public async Task AStepThatHoldsNothingIsAProgrammersError() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Log.AppendAsync(new LogAppend()));

    internal static void AssertSame(MailboxEntry expected, MailboxEntry actual)
    {
        Assert.Equal(
            (expected.Sequence, expected.Kind, expected.Connection, expected.At),
            (actual.Sequence, actual.Kind, actual.Connection, actual.At));
        Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
        Assert.Equal(expected.LineageTag.ToArray(), actual.LineageTag.ToArray());
    }
}
