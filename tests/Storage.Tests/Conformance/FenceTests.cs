using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>
/// What <see cref="ILogStore"/> promises about connections that are claimed. Every store inherits this.
/// </summary>
public abstract class FenceTests : StoreTests
{
    private protected FenceTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task EveryClaimIsHigherThanAllBeforeAlsoAfterARestart()
    {
        var first = await Log.ClaimConnectionAsync(Connection);
        var second = await Log.ClaimConnectionAsync(Connection);
        Store.Reopen();
        var third = await Log.ClaimConnectionAsync(Connection);
        Assert.True(0 < first && first < second && second < third, $"{first}, {second}, {third}");
    }

    [Fact]
    public async Task OnlyStepsUnderTheNewestClaimAreStored()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var old = new ConnectionFence(Connection, await Log.ClaimConnectionAsync(Connection));
        var step = Message(head, 1, Mark(AlicesPhone, 1)) with { Fence = old };
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(step));

        var newest = new ConnectionFence(Connection, await Log.ClaimConnectionAsync(Connection));
        var late = Message(head, 2, Mark(AlicesPhone, 2)) with { Fence = old };
        Assert.Equal(LogVerdict.StaleConnection, await Log.AppendAsync(late));
        Assert.Equal(LogVerdict.StaleConnection, await Log.AppendAsync(
            late with { Fence = new ConnectionFence(Connection, newest.Number + 1) }));
        Assert.Equal(1, Assert.Single(await Log.ReadMarksAsync(Connection)).Sequence);

        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(late with { Fence = newest }));
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(Message(head, 3, Mark(AlicesPhone, 3))));
    }

    [Fact]
    public async Task AnUnclaimedConnectionHasNoClaimThatCounts()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var step = Message(head, 1) with { Fence = new ConnectionFence(Connection, 1) };
        Assert.Equal(LogVerdict.StaleConnection, await Log.AppendAsync(step));
        Assert.Empty(await Log.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));
    }

    [Fact]
    public async Task HoldsOpenUnderTheNewestClaimOnly()
    {
        var old = new ConnectionFence(Connection, await Log.ClaimConnectionAsync(Connection));
        var newest = new ConnectionFence(Connection, await Log.ClaimConnectionAsync(Connection));
        var step = new LogAppend { Fence = old, Opens = Hold(1) };
        Assert.Equal(LogVerdict.StaleConnection, await Log.AppendAsync(step));
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(step with { Fence = newest }));
        Assert.Single(await Log.ReadHoldsAsync(Connection));
    }

    [Fact]
    public async Task ClaimsAreSeenByNobodyWhoReadsTheConnection()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        var fence = new ConnectionFence(Connection, await Log.ClaimConnectionAsync(Connection));
        await Log.AppendAsync(Message(head, 1, Mark(AlicesPhone, 1)) with { Fence = fence });
        await Log.ClaimConnectionAsync(Connection);
        Assert.Equal(AlicesPhone, Assert.Single(await Log.ReadMarksAsync(Connection)).Device);
        Assert.Single((await Log.ReadConnectionAsync(Connection, null, 10)).Entries);
    }

    [Fact]
    public async Task ManyClaimsAtOnceAreAllDifferent()
    {
        var claims = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Log.ClaimConnectionAsync(Connection).AsTask()));
        Assert.Equal(50, claims.Distinct().Count());
    }
}
