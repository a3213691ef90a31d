using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class OneTimePrekeyTests
{
    private readonly TestConversation _talk = new();

    [Theory]
    [InlineData(0, 100)]
    [InlineData(24, 76)]
    [InlineData(25, 0)]
    [InlineData(100, 0)]
    [InlineData(250, 0)]
    public void BelowTwentyFiveTheServersStockIsFilledUpToAHundred(int atServer, int missing) =>
        Assert.Equal(missing, PrekeyShelf.MissingOneTime(atServer));

    [Fact]
    public void TheTransactionThatOpensWithAKeyDestroysIt()
    {
        _talk.Bob.AddPrekeys(_talk.B, PrekeyKind.OneTimePrekey, 2);
        var epoch = OpenEpoch();
        Assert.Equal(3, _talk.B.Store.Rows(DeviceTable.Prekeys).Count());
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, epoch.Bytes));
        Assert.Equal(2, _talk.B.Store.Rows(DeviceTable.Prekeys).Count());
        using var transaction = _talk.B.Store.Begin();
        Assert.Null(transaction.Get(DeviceTable.Prekeys, epoch.Entry(0).KeyId.ToArray()));
    }

    [Fact]
    public void AKeyIsUsedForThirtyDaysAndKeptForEightMore()
    {
        _talk.Bob.Prekeys.Clear();
        _talk.Bob.AddPrekeys(_talk.B, PrekeyKind.OneTimePrekey, 1);
        var kept = TestKeys.Start + Cxe1Limits.OneTimePrekeyLife + Cxe1Limits.SignedPrekeyGrace;
        _talk.Clock.Now = TestKeys.Start + Cxe1Limits.OneTimePrekeyLife - 1;
        _talk.Alice.Certify(_talk.A);
        _talk.Bob.Certify(_talk.B);
        var epoch = OpenEpoch();
        // The signed prekey of the first day is gone by now, the one-time prekey is not.
        Assert.Equal(1, PrekeyShelf.Sweep(_talk.B.Store, _talk.Clock.Now));
        Assert.Equal(0, PrekeyShelf.Sweep(_talk.B.Store, kept - 1));
        var late = new TestDevice(_talk.Bob, _talk.Clock, _talk.B.Store.Clone());
        Assert.Equal(1, PrekeyShelf.Sweep(_talk.B.Store, kept));
        Assert.Equal(Cxe1Error.PrekeyGone, _talk.Accept(_talk.B, epoch.Bytes));
        Assert.Equal(Cxe1Error.None, _talk.Accept(late, epoch.Bytes));
    }

    [Fact]
    public void AKeyThatIsOverIsNotUsedAndWithoutAnotherNothingIsSealed()
    {
        _talk.Bob.Prekeys.Clear();
        _talk.Bob.AddPrekeys(_talk.B, PrekeyKind.OneTimePrekey, 5);
        _talk.Clock.Now += Cxe1Limits.OneTimePrekeyLife;
        _talk.Alice.Certify(_talk.A);
        _talk.Bob.Certify(_talk.B);
        Assert.False(_talk.TrySeal(_talk.A, "text", out _, out var error));
        Assert.Equal(Cxe1Error.RecipientKeysExpired, error);
    }

    private EpochView OpenEpoch()
    {
        _talk.Seal(_talk.A, "text");
        Assert.True(EpochView.TryParse(TestConversation.Collect(_talk.A)[0].Bytes, out var epoch, out _));
        return epoch;
    }
}
