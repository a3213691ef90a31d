using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="ILogStore"/> promises about conversations and settled numbers.</summary>
public abstract class ConversationTests : StoreTests
{
    private protected ConversationTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task BothDirectionsAreReadInTheOrderOfStoring()
    {
        var bob = await Log.ClaimHeadAsync(Bob);
        var alice = await Log.ClaimHeadAsync(Alice);
        for (var n = 1; n <= 10; n++)
        {
            await StoreAsync(Message(bob, n, Mark(AlicesPhone, n)));
            await StoreAsync(Message(alice, n, Mark(BobsPhone, n)) with { Entry = Entry(n, size: 30) });
        }

        var page = await Log.ReadConnectionAsync(Connection, null, 100);
        Assert.Null(page.Next);
        Assert.Equal(
            Enumerable.Range(1, 10).SelectMany(n => new[] { (n, 24), (n, 30) }),
            page.Entries.Select(entry => ((int)entry.Sequence, entry.Body.Length)));
    }

    [Fact]
    public async Task NoticesAreNoPartOfAConversationButReleasedMessagesAndStubsAre()
    {
        var bob = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(bob, 1) with { Entry = Entry(1, EntryKind.Notice) });
        await StoreAsync(
            Message(bob, 2, Mark(AlicesPhone, 1)) with { Entry = Entry(2, EntryKind.Stub), Opens = Hold(1) });
        await StoreAsync(Message(bob, 3, Mark(AlicesPhone, 2)));
        await StoreAsync(Message(bob, 4) with { Closes = Hold(1).Key });
        var page = await Log.ReadConnectionAsync(Connection, null, 10);
        Assert.Equal([2, 3, 4], page.Entries.Select(entry => entry.Sequence));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task PagesJoinWithoutGapOrRepeat(int size)
    {
        await Conversations.FillAsync(Log, 60);
        var whole = (await Log.ReadConnectionAsync(Connection, null, 1000)).Entries;
        Assert.Equal(60, whole.Count);
        var joined = new List<MailboxEntry>();
        string? next = null;
        do
        {
            var page = await Log.ReadConnectionAsync(Connection, next, size);
            Assert.InRange(page.Entries.Count, 1, size);
            joined.AddRange(page.Entries);
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(whole.Select(Conversations.Name), joined.Select(Conversations.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("zzzzzzzz-1")]
    [InlineData("00000001-")]
    [InlineData("00000001--1")]
    [InlineData("fffffffe-1")]
    public async Task WhatIsNoCursorOfThisStoreIsRefused(string cursor)
    {
        await Conversations.FillAsync(Log, 4);
        await Assert.ThrowsAsync<FormatException>(async () => await Log.ReadConnectionAsync(Connection, cursor, 10));
        Assert.Equal(4, (await Log.ReadConnectionAsync(Connection, null, 10)).Entries.Count);
    }

    [Fact]
    public async Task ConversationsDoNotMix()
    {
        var other = ConnectionId.Between(Bob, AgentId.New());
        var bob = await Log.ClaimHeadAsync(Bob);
        await Task.WhenAll(Enumerable.Range(1, 40).Select(n => Log.AppendAsync(
            Message(bob, n) with { Entry = Entry(n, connection: n % 3 == 0 ? other : Connection) }).AsTask()));
        var entries = (await Log.ReadConnectionAsync(other, null, 100)).Entries;
        Assert.Equal(Enumerable.Range(1, 13).Select(n => n * 3L), entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task TheNewestMarkOfEveryDeviceIsRead()
    {
        var bob = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(bob, 1, Mark(AlicesPhone, 1)));
        var refused = Mark(AlicesPhone, 2, SendStatus.NotAllowed);
        await StoreAsync(Message(bob, 2, refused) with { Entry = Entry(2, EntryKind.Stub) });
        await StoreAsync(Message(bob, 3, Mark(AlicesLaptop, 1)));
        await StoreAsync(Message(bob, 4));
        Store.Reopen();
        var marks = (await Log.ReadMarksAsync(Connection)).ToDictionary(mark => mark.Device);
        Assert.Equal(2, marks.Count);
        Assert.Equal(refused.Digest.ToArray(), marks[AlicesPhone].Digest.ToArray());
        Assert.Equal(refused, marks[AlicesPhone] with { Digest = refused.Digest });
        Assert.Equal(1, marks[AlicesLaptop].Sequence);
        Assert.Empty(await Log.ReadMarksAsync(ConnectionId.Between(Alice, AgentId.New())));
    }

    [Fact]
    public async Task ASettledNumberIsFoundWithItsOriginalAnswer()
    {
        var bob = await Log.ClaimHeadAsync(Bob);
        var stub = Entry(1, EntryKind.Stub, StoreUnderTest.Noon.AddMinutes(1));
        await StoreAsync(Message(bob, 1, Mark(AlicesPhone, 1, SendStatus.Held)) with { Entry = stub, Opens = Hold(1) });
        await StoreAsync(Message(bob, 2, Mark(AlicesPhone, 2)));
        await StoreAsync(Message(bob, 3) with { Closes = Hold(1).Key });
        Store.Reopen();
        var settled = await Log.FindSettledAsync(Connection, AlicesPhone, 1);
        Assert.NotNull(settled);
        Assert.Equal(Digest(1), settled.Digest.ToArray());
        Assert.Equal(
            (SendStatus.Held, StoreUnderTest.Noon.AddMinutes(1), 1L),
            (settled.Outcome, settled.At, settled.MailboxSequence));
        Assert.Equal(2, (await Log.FindSettledAsync(Connection, AlicesPhone, 2))?.MailboxSequence);
        Assert.Null(await Log.FindSettledAsync(Connection, AlicesPhone, 3));
        Assert.Null(await Log.FindSettledAsync(Connection, AlicesPhone, 0));
        Assert.Null(await Log.FindSettledAsync(Connection, BobsPhone, 1));
    }

    [Fact]
    public async Task ANumberSettledWithoutAnEntryIsFoundToo()
    {
        Store.Time.Now += TimeSpan.FromMinutes(3);
        await StoreAsync(new LogAppend { Settles = Mark(AlicesPhone, 1, SendStatus.Expired) });
        var settled = await Log.FindSettledAsync(Connection, AlicesPhone, 1);
        Assert.Equal((SendStatus.Expired, 0L), (settled!.Outcome, settled.MailboxSequence));
        Assert.Equal(Store.Time.Now, settled.At);
        Assert.Empty((await Log.ReadConnectionAsync(Connection, null, 10)).Entries);
    }

    [Fact]
    public async Task EveryNumberOfALargeBatchIsFound()
    {
        await Conversations.FillAsync(Log, 200);
        Store.Reopen();
        foreach (var device in new[] { AlicesPhone, AlicesLaptop, BobsPhone })
        {
            var newest = (await Log.ReadMarksAsync(Connection)).Single(mark => mark.Device == device).Sequence;
            for (var number = 1; number <= newest; number++)
            {
                var settled = await Log.FindSettledAsync(Connection, device, number);
                Assert.Equal(Digest(number), settled?.Digest.ToArray());
            }
        }
    }
}
