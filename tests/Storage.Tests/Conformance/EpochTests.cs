using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="ILogStore"/> promises about published epochs.</summary>
public abstract class EpochTests : StoreTests
{
    private protected EpochTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task AnEpochIsFoundByItsHash()
    {
        var epoch = new EpochRow(Connection, AlicesPhone, 7, Digest(7), new byte[] { 1, 2, 3 });
        Assert.True(await Log.PutEpochAsync(epoch));
        Store.Reopen();
        var found = await Log.FindEpochAsync(Connection, Digest(7));
        Assert.NotNull(found);
        Assert.Equal((epoch.Connection, epoch.Device, epoch.Number), (found.Connection, found.Device, found.Number));
        Assert.Equal(epoch.Hash.ToArray(), found.Hash.ToArray());
        Assert.Equal(epoch.Record.ToArray(), found.Record.ToArray());
        Assert.Null(await Log.FindEpochAsync(Connection, Digest(8)));
        Assert.Null(await Log.FindEpochAsync(ConnectionId.Between(Alice, AgentId.New()), Digest(7)));
    }

    [Fact]
    public async Task TheSameBytesAreTakenAgainAndOthersUnderTheSameNumberAreNot()
    {
        var epoch = new EpochRow(Connection, AlicesPhone, 7, Digest(7), new byte[] { 1, 2, 3 });
        Assert.True(await Log.PutEpochAsync(epoch));
        Assert.True(await Log.PutEpochAsync(epoch));
        Assert.False(await Log.PutEpochAsync(epoch with { Hash = Digest(8), Record = new byte[] { 4 } }));
        Assert.False(await Log.PutEpochAsync(epoch with { Record = new byte[] { 1, 2, 4 } }));
        Assert.True(await Log.PutEpochAsync(epoch with { Device = AlicesLaptop }));
        Assert.True(await Log.PutEpochAsync(epoch with { Number = 8, Hash = Digest(8) }));
        Assert.Null(await Log.FindEpochAsync(Connection, Digest(9)));
    }
}
