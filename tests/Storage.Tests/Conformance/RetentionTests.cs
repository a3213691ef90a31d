using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="ILogStore"/> promises about retention.</summary>
public abstract class RetentionTests : StoreTests
{
    private protected RetentionTests(StoreUnderTest store) : base(store)
    {
    }

    private static DateTimeOffset Noon => StoreUnderTest.Noon;

    [Fact]
    public async Task AnEntryLivesAsLongAsItsClass()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var classes = new[]
        {
            RetentionClass.Days1, RetentionClass.Days7, RetentionClass.Days30, RetentionClass.Days90,
            RetentionClass.Keep,
        };
        for (var n = 1; n <= 5; n++) await StoreAsync(Message(head, n) with { Retention = classes[n - 1] });

        await ApplyAsync(Noon.AddDays(1));
        Assert.Equal([1, 2, 3, 4, 5], await SequencesAsync());
        await ApplyAsync(Noon.AddDays(1).AddMilliseconds(1));
        Assert.Equal([2, 3, 4, 5], await SequencesAsync());
        await ApplyAsync(Noon.AddDays(31));
        Assert.Equal([4, 5], await SequencesAsync());
        await ApplyAsync(Noon.AddYears(50));
        Assert.Equal([5], await SequencesAsync());
    }

    [Fact]
    public async Task ARemovedEntryLeavesAGapAndTheOldestIsTold()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 9; n++)
            await StoreAsync(Message(head, n) with
            {
                Retention = n is 1 or 2 or 5 ? RetentionClass.Days1 : RetentionClass.Days30,
            });
        await ApplyAsync(Noon.AddDays(2));
        Assert.Equal([3, 4, 6, 7, 8, 9], await SequencesAsync());
        Assert.Equal(3, await Log.ReadOldestAsync(Bob));
        Assert.Equal([6, 7], (await Log.ReadMailboxAsync(Bob, 4, 2, int.MaxValue)).Select(entry => entry.Sequence));
        Assert.Equal([6, 7], (await Log.ReadMailboxAsync(Bob, 5, 2, int.MaxValue)).Select(entry => entry.Sequence));
        Assert.Equal(6, (await Log.ReadConnectionAsync(Connection, null, 20)).Entries.Count);
    }

    [Fact]
    public async Task HeadsMarksAndCursorsOutliveTheirEntries()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 3; n++) await StoreAsync(Message(head, n, Mark(AlicesPhone, n)));
        await Log.MoveCursorAsync(Bob, BobsPhone, 2);
        await ApplyAsync(Noon.AddDays(31));
        Store.Reopen();
        Assert.Empty(await SequencesAsync());
        Assert.Equal(4, await Log.ReadOldestAsync(Bob));
        Assert.Null(await Log.FindSettledAsync(Connection, AlicesPhone, 2));
        Assert.Equal(3, Assert.Single(await Log.ReadMarksAsync(Connection)).Sequence);
        Assert.Equal([new DeviceCursor(BobsPhone, 2)], await Log.ReadCursorsAsync(Bob));
        Assert.Empty((await Log.ReadConnectionAsync(Connection, null, 10)).Entries);
        head = await Log.ClaimHeadAsync(Bob);
        Assert.Equal(3, head.Sequence);
        await StoreAsync(Message(head, 4, Mark(AlicesPhone, 4)));
        Assert.Equal([4], await SequencesAsync());
    }

    [Fact]
    public async Task ACursorIntoAConversationSurvivesRetention()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 4; n++)
            await StoreAsync(Message(head, n) with { Entry = Entry(n, at: Noon.AddDays(n)) });
        var next = (await Log.ReadConnectionAsync(Connection, null, 2)).Next;
        await ApplyAsync(Noon.AddDays(50));
        Assert.Empty((await Log.ReadConnectionAsync(Connection, null, 2)).Entries);
        Store.Reopen();
        head = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(head, 5) with { Entry = Entry(5, at: Noon.AddDays(50)) });
        Assert.Equal(5, Assert.Single((await Log.ReadConnectionAsync(Connection, next, 2)).Entries).Sequence);
    }

    [Theory]
    [InlineData(RetentionClass.Days1, 9)]
    [InlineData(RetentionClass.Days90, 98)]
    public async Task AnEpochIsKeptAsLongAsTheLastMessageThatItMayOpen(RetentionClass retention, int days)
    {
        for (var n = 1; n <= 5; n++) await Log.PutEpochAsync(Epoch(n) with { Retention = retention });
        await ApplyAsync(Noon.AddDays(days));
        Assert.NotNull(await Log.FindEpochAsync(Connection, Digest(5)));
        await ApplyAsync(Noon.AddDays(days).AddMilliseconds(1));
        Store.Reopen();
        for (var n = 1; n <= 5; n++) Assert.Null(await Log.FindEpochAsync(Connection, Digest(n)));
    }

    [Fact]
    public async Task ARewrapGoesWithItsEpochAndNoOther()
    {
        await Log.PutEpochAsync(Epoch(1) with { Retention = RetentionClass.Days1 });
        await Log.PutEpochAsync(Epoch(2) with { Retention = RetentionClass.Days90 });
        var rewrap = new RewrapRow(Connection, Digest(1), AlicesLaptop, new byte[] { 1 });
        await Log.PutRewrapsAsync([rewrap, rewrap with { EpochHash = Digest(2) }]);
        await ApplyAsync(Noon.AddDays(10));
        Store.Reopen();
        Assert.Null(await Log.FindRewrapAsync(Connection, Digest(1), AlicesLaptop));
        Assert.NotNull(await Log.FindRewrapAsync(Connection, Digest(2), AlicesLaptop));
    }

    [Fact]
    public async Task AnEpochOfMessagesThatAreKeptForEverIsKept()
    {
        await Log.PutEpochAsync(Epoch(1) with { Retention = RetentionClass.Keep });
        await ApplyAsync(Noon.AddYears(50));
        Assert.NotNull(await Log.FindEpochAsync(Connection, Digest(1)));
    }

    [Fact]
    public async Task EpochsAreKeptLongerButNeverShorterWhenTheirMessagesAre()
    {
        await Log.PutEpochAsync(Epoch(1) with { Retention = RetentionClass.Days1, At = Noon.AddHours(-1) });
        await Log.PutEpochAsync(Epoch(2) with { Retention = RetentionClass.Days1 });
        await Log.PutEpochAsync(Epoch(3) with { Retention = RetentionClass.Days90 });
        await Log.PutEpochAsync(Epoch(4) with { Retention = RetentionClass.Keep });
        await Log.KeepEpochsAsync(Connection, RetentionClass.Days30, Noon);
        await Log.KeepEpochsAsync(ConnectionId.Between(Alice, AgentId.New()), RetentionClass.Keep, Noon);

        await ApplyAsync(Noon.AddDays(10));
        Assert.Null(await Log.FindEpochAsync(Connection, Digest(1)));
        Assert.NotNull(await Log.FindEpochAsync(Connection, Digest(2)));
        await ApplyAsync(Noon.AddDays(39));
        Assert.Null(await Log.FindEpochAsync(Connection, Digest(2)));
        Assert.NotNull(await Log.FindEpochAsync(Connection, Digest(3)));
        await ApplyAsync(Noon.AddYears(1));
        Assert.Null(await Log.FindEpochAsync(Connection, Digest(3)));
        Assert.NotNull(await Log.FindEpochAsync(Connection, Digest(4)));
    }

    private static EpochRow Epoch(int number) =>
        new(Connection, AlicesPhone, number, Digest(number), new byte[] { 1, 2, 3 }) { At = Noon };

    private async Task ApplyAsync(DateTimeOffset now)
    {
        var calls = 0;
        while (await Log.ApplyRetentionAsync(now)) Assert.True(++calls < 1000, "Retention never ends.");
    }

    private async Task<IEnumerable<int>> SequencesAsync() =>
        (await Log.ReadMailboxAsync(Bob, 0, 1000, int.MaxValue)).Select(entry => (int)entry.Sequence);
}
