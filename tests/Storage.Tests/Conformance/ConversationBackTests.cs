using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="ILogStore"/> promises about conversations that are read from their end.</summary>
public abstract class ConversationBackTests : StoreTests
{
    private protected ConversationBackTests(StoreUnderTest store) : base(store)
    {
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(60)]
    public async Task PagesReadBackwardsJoinToTheSameOrder(int size)
    {
        await Conversations.FillAsync(Log, 60);
        var whole = (await Log.ReadConnectionAsync(Connection, null, 1000)).Entries;
        var joined = new List<MailboxEntry>();
        string? before = null;
        do
        {
            var page = await Log.ReadConnectionBackAsync(Connection, before, size);
            Assert.InRange(page.Entries.Count, 1, size);
            Assert.Null(page.Next);
            joined.InsertRange(0, page.Entries);
            before = page.Previous;
        }
        while (before is not null);
        Assert.Equal(60, joined.Count);
        Assert.Equal(whole.Select(Conversations.Name), joined.Select(Conversations.Name));
    }

    [Fact]
    public async Task WhatIsStoredAfterTheNewestPageIsReadFromItsLastPlace()
    {
        var numbers = await Conversations.FillAsync(Log, 20);
        var newest = await Log.ReadConnectionBackAsync(Connection, null, 5);
        Assert.Empty((await Log.ReadConnectionAsync(Connection, newest.Last, 10)).Entries);

        await Conversations.FillAsync(Log, 3, numbers);
        var later = await Log.ReadConnectionAsync(Connection, newest.Last, 10);
        Assert.Equal(3, later.Entries.Count);
        Assert.Empty((await Log.ReadConnectionAsync(Connection, later.Last, 10)).Entries);
        Assert.Equal(
            (await Log.ReadConnectionAsync(Connection, null, 100)).Entries.Skip(20).Select(Conversations.Name),
            later.Entries.Select(Conversations.Name));
    }

    [Fact]
    public async Task WhatIsStoredMeanwhileIsNoPartOfThePageBefore()
    {
        var numbers = await Conversations.FillAsync(Log, 12);
        var whole = (await Log.ReadConnectionAsync(Connection, null, 100)).Entries;
        var newest = await Log.ReadConnectionBackAsync(Connection, null, 4);
        await Conversations.FillAsync(Log, 12, numbers);
        var page = await Log.ReadConnectionBackAsync(Connection, newest.Previous, 100);
        Assert.Equal(whole.Take(8).Select(Conversations.Name), page.Entries.Select(Conversations.Name));
        Assert.Null(page.Previous);
    }

    [Fact]
    public async Task ADeviceThatBeganToSendMeanwhileIsNoPartOfThePageBefore()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(head, 1, Mark(AlicesPhone, 1)));
        await StoreAsync(Message(head, 2, Mark(AlicesPhone, 2)));
        var newest = await Log.ReadConnectionBackAsync(Connection, null, 1);
        await StoreAsync(Message(head, 3, Mark(AlicesLaptop, 1)));
        Assert.Equal(2, Assert.Single(newest.Entries).Sequence);
        var page = await Log.ReadConnectionBackAsync(Connection, newest.Previous, 10);
        Assert.Equal(1, Assert.Single(page.Entries).Sequence);
        Assert.Equal(3, Assert.Single((await Log.ReadConnectionAsync(Connection, newest.Last, 10)).Entries).Sequence);
    }

    [Fact]
    public async Task AnEmptyConversationHasNoPlaces()
    {
        var page = await Log.ReadConnectionBackAsync(Connection, null, 10);
        Assert.Empty(page.Entries);
        Assert.Equal((null, null, null), (page.Next, page.Previous, page.Last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("fffffffe-1")]
    public async Task WhatIsNoPlaceOfThisStoreIsRefusedBackwardsToo(string cursor)
    {
        await Conversations.FillAsync(Log, 4);
        await Assert.ThrowsAsync<FormatException>(
            async () => await Log.ReadConnectionBackAsync(Connection, cursor, 10));
        Assert.Equal(4, (await Log.ReadConnectionBackAsync(Connection, null, 10)).Entries.Count);
    }
}
