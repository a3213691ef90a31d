using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>
/// What <see cref="ILogStore"/> promises to a device that moves its own mark. Every store inherits this.
/// </summary>
public abstract class MoveMarkTests : StoreTests
{
    private protected MoveMarkTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task TheNextNumberIsTheOneAfterAMovedMarkAlsoAfterARestart()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(head, 1, Mark(AlicesPhone, 1)));
        await Log.MoveMarkAsync(Connection, AlicesPhone, 7);
        Store.Reopen();

        head = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(LogVerdict.StaleMark, await Log.AppendAsync(Message(head, 2, Mark(AlicesPhone, 2))));
        Assert.Equal(LogVerdict.StaleMark, await Log.AppendAsync(Message(head, 2, Mark(AlicesPhone, 9))));
        await StoreAsync(Message(head, 2, Mark(AlicesPhone, 8)));
    }

    [Fact]
    public async Task AMarkMovesOnlyForward()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await Log.MoveMarkAsync(Connection, AlicesPhone, 7);
        await Log.MoveMarkAsync(Connection, AlicesPhone, 7);
        await Log.MoveMarkAsync(Connection, AlicesPhone, 3);
        Assert.Equal(7, Assert.Single(await Log.ReadMarksAsync(Connection)).Sequence);
        await StoreAsync(Message(head, 1, Mark(AlicesPhone, 8)));
        await Log.MoveMarkAsync(Connection, AlicesPhone, 8);
        Assert.Equal(8, Assert.Single(await Log.ReadMarksAsync(Connection)).Sequence);
    }

    [Fact]
    public async Task WhatWasSettledLastStaysWhenItsMarkMoves()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var settled = Mark(AlicesPhone, 1);
        await StoreAsync(Message(head, 1, settled));
        await Log.MoveMarkAsync(Connection, AlicesPhone, 7);
        Store.Reopen();

        var mark = Assert.Single(await Log.ReadMarksAsync(Connection));
        Assert.Equal(
            (7, settled.EpochNumber, settled.Message, settled.Outcome),
            (mark.Sequence, mark.EpochNumber, mark.Message, mark.Outcome));
        Assert.Equal(Digest(1), (await Log.FindSettledAsync(Connection, AlicesPhone, 1))?.Digest.ToArray());
    }

    [Fact]
    public async Task NumbersThatWerePassedOverAreNotFoundAsSettled()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(head, 1, Mark(AlicesPhone, 1)));
        await Log.MoveMarkAsync(Connection, AlicesPhone, 7);
        await StoreAsync(Message(head, 2, Mark(AlicesPhone, 8)));

        Assert.Null(await Log.FindSettledAsync(Connection, AlicesPhone, 2));
        Assert.Null(await Log.FindSettledAsync(Connection, AlicesPhone, 7));
        Assert.NotNull(await Log.FindSettledAsync(Connection, AlicesPhone, 1));
        Assert.NotNull(await Log.FindSettledAsync(Connection, AlicesPhone, 8));
    }

    [Fact]
    public async Task AConversationIsReadOverTheNumbersThatWerePassedOver()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(head, 1, Mark(AlicesPhone, 1)));
        await Log.MoveMarkAsync(Connection, AlicesPhone, 1_000_000);
        await StoreAsync(Message(head, 2, Mark(AlicesPhone, 1_000_001)));
        await StoreAsync(Message(head, 3, Mark(AlicesPhone, 1_000_002)));
        await Log.MoveMarkAsync(Connection, AlicesPhone, Limits.MaxMovedSequence);

        var first = await Log.ReadConnectionAsync(Connection, null, 1);
        var second = await Log.ReadConnectionAsync(Connection, first.Next, 1);
        var third = await Log.ReadConnectionAsync(Connection, second.Next, 1);
        Assert.Equal(
            [1, 2, 3], [.. first.Entries.Concat(second.Entries).Concat(third.Entries).Select(entry => entry.Sequence)]);
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task StepsAndMovesCountInTheOrderOfTheirCalls()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var early = Log.AppendAsync(Message(head, 1, Mark(AlicesPhone, 1))).AsTask();
        var move = Log.MoveMarkAsync(Connection, AlicesPhone, 7).AsTask();
        var stale = Log.AppendAsync(Message(head, 2, Mark(AlicesPhone, 2))).AsTask();
        var next = Log.AppendAsync(Message(head, 2, Mark(AlicesPhone, 8))).AsTask();
        var other = Log.MoveMarkAsync(Connection, AlicesLaptop, 3).AsTask();
        var its = Log.AppendAsync(Message(head, 3, Mark(AlicesLaptop, 4))).AsTask();
        await Task.WhenAll(move, other);

        Assert.Equal(
            [LogVerdict.Stored, LogVerdict.StaleMark, LogVerdict.Stored, LogVerdict.Stored],
            await Task.WhenAll(early, stale, next, its));
        Assert.Equal(Digest(1), (await Log.FindSettledAsync(Connection, AlicesPhone, 1))?.Digest.ToArray());
        Assert.Equal(Digest(8), (await Log.FindSettledAsync(Connection, AlicesPhone, 8))?.Digest.ToArray());
    }

    [Fact]
    public async Task ManyMovesAtOnceEndAtTheFurthest()
    {
        await Task.WhenAll(Enumerable.Range(1, 50).Select(
            number => Log.MoveMarkAsync(Connection, AlicesPhone, number * 7 % 51).AsTask()));
        Assert.Equal(50, Assert.Single(await Log.ReadMarksAsync(Connection)).Sequence);
    }
}
