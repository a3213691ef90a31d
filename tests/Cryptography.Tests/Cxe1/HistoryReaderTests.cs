using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>A device that enrolled later reads what its owner re-wraps for it.</summary>
public sealed class HistoryReaderTests
{
    private readonly TestConversation _talk = new(bobReads: OwnerRead.Everything);

    [Fact]
    public void ADeviceThatEnrolledLaterReadsHistoryAndKeepsNothingOfIt()
    {
        for (var n = 0; n < 3; n++) _talk.Seal(_talk.A, $"text {n}");
        var items = TestConversation.Collect(_talk.A);
        _talk.Clock.Now += 30 * Cxe1Limits.Day;
        var late = Enrol();
        Assert.Equal(Cxe1Error.Expired, _talk.Accept(late, items[0].Bytes));
        var before = late.Store.Tables;

        Assert.Equal(Cxe1Error.None, Read(late, items[0].Bytes, RewrapFor(late, items[0].Bytes), out var epoch));
        using (epoch)
            foreach (var n in (int[])[2, 0, 1])
                Assert.Equal($"text {n}", epoch!.Read(items[1 + n].Bytes).Message?.Content.Text);
        Assert.Same(before, late.Store.Tables);
    }

    [Fact]
    public void ChangingAnyByteOfARewrapIsRefused()
    {
        _talk.Seal(_talk.A, "text");
        var epoch = TestConversation.Collect(_talk.A)[0].Bytes;
        var late = Enrol();
        var rewrap = RewrapFor(late, epoch);
        foreach (var copy in Tampering.EachByte(rewrap.Bytes.ToArray()))
            if (Rewrap.TryParse(copy, out var damaged, out _))
                Assert.NotEqual(Cxe1Error.None, Read(late, epoch, damaged, out _));
    }

    [Fact]
    public void ARewrapIsWorthNothingToAnotherDevice()
    {
        _talk.Seal(_talk.A, "text");
        var epoch = TestConversation.Collect(_talk.A)[0].Bytes;
        var (late, other) = (Enrol(), Enrol());
        Assert.Equal(Cxe1Error.NotAReader, Read(other, epoch, RewrapFor(late, epoch), out _));
    }

    [Fact]
    public void AnOwnerRewrapsForItsOwnAgentsSignedPrekeysOnly()
    {
        _talk.Seal(_talk.A, "text");
        using var epoch = OpenAsOwner(TestConversation.Collect(_talk.A)[0].Bytes);
        _talk.Bob.AddPrekeys(_talk.B, PrekeyKind.OneTimePrekey, 1);
        Assert.Throws<ArgumentException>(() => epoch.Rewrap(_talk.Bob.Oik, _talk.Alice.Prekeys[0]));
        Assert.Throws<ArgumentException>(() => epoch.Rewrap(_talk.Bob.Oik, _talk.Bob.Prekeys[^1]));
        Assert.Throws<ArgumentException>(() => epoch.Rewrap(_talk.Alice.Oik, _talk.Bob.Prekeys[0]));
    }

    private TestDevice Enrol()
    {
        var device = _talk.Bob.AddDevice();
        _talk.Bob.PublishList();
        return device;
    }

    private Rewrap RewrapFor(TestDevice device, ReadOnlyMemory<byte> record)
    {
        using var epoch = OpenAsOwner(record);
        return epoch.Rewrap(_talk.Bob.Oik, _talk.Bob.Directory().SignedPrekey(device.Keys.Device, _talk.Clock.Now)!);
    }

    private OpenedEpoch OpenAsOwner(ReadOnlyMemory<byte> record)
    {
        var viewer = new OwnerViewer(_talk.Context(_talk.Bob), _talk.Bob.ViewerKeys, _talk.Clock);
        Assert.Equal(
            Cxe1Error.None, viewer.Open(record, _talk.Bob.Directory(), _talk.Alice.Directory(), out var epoch));
        return epoch!;
    }

    private Cxe1Error Read(
        TestDevice device, ReadOnlyMemory<byte> record, Rewrap rewrap, out OpenedEpoch? epoch) =>
        HistoryReader.Open(
            device.Store,
            device.Keys,
            _talk.Context(device),
            record,
            rewrap,
            _talk.Bob.Directory(),
            _talk.Alice.Directory(),
            _talk.Clock.Now,
            out epoch);
}
