using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="ILogStore"/> promises about re-wraps.</summary>
public abstract class RewrapTests : StoreTests
{
    private protected RewrapTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task ARewrapIsFoundByItsEpochAndDevice()
    {
        var rewrap = new RewrapRow(Connection, Digest(7), AlicesPhone, new byte[] { 1, 2, 3 });
        await Log.PutRewrapsAsync([rewrap, rewrap with { EpochHash = Digest(8) }]);
        Store.Reopen();
        var found = await Log.FindRewrapAsync(Connection, Digest(7), AlicesPhone);
        Assert.NotNull(found);
        Assert.Equal(rewrap.Record.ToArray(), found.Record.ToArray());
        Assert.NotNull(await Log.FindRewrapAsync(Connection, Digest(8), AlicesPhone));
        Assert.Null(await Log.FindRewrapAsync(Connection, Digest(9), AlicesPhone));
        Assert.Null(await Log.FindRewrapAsync(Connection, Digest(7), AlicesLaptop));
        Assert.Null(await Log.FindRewrapAsync(ConnectionId.Between(Alice, AgentId.New()), Digest(7), AlicesPhone));
    }

    [Fact]
    public async Task TheNewestOfAnEpochAndDeviceCounts()
    {
        var rewrap = new RewrapRow(Connection, Digest(7), AlicesPhone, new byte[] { 1 });
        await Log.PutRewrapsAsync([rewrap, rewrap with { Device = AlicesLaptop }]);
        await Log.PutRewrapsAsync([rewrap with { Record = new byte[] { 2 } }]);
        Store.Reopen();
        Assert.Equal([2], (await Log.FindRewrapAsync(Connection, Digest(7), AlicesPhone))!.Record.ToArray());
        Assert.Equal([1], (await Log.FindRewrapAsync(Connection, Digest(7), AlicesLaptop))!.Record.ToArray());
    }
}
