using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class RosterRuleTests
{
    private readonly TestConversation _talk = new(aliceDevices: 2, bobDevices: 2);

    [Fact]
    public void ARosterOfTheListsInForceIsAccepted() =>
        Assert.Equal(Cxe1Error.None, Check(OpenEpoch(), _talk.Alice.Directory(), _talk.Bob.Directory()));

    [Fact]
    public void AVersionThatIsNotKnownHereIsStale()
    {
        var old = _talk.Bob.Directory();
        _talk.Bob.PublishList();
        Assert.Equal(Cxe1Error.DirectoryStale, Check(OpenEpoch(), _talk.Alice.Directory(), old));
    }

    [Fact]
    public void ADeviceThatWasRevokedBeforeIsAGhost()
    {
        var old = _talk.Bob.Directory();
        _talk.Bob.Devices.RemoveAt(1);
        _talk.Bob.PublishList();
        Assert.Equal(
            Cxe1Error.RosterNamesGhost, Check(OpenEpoch(old), _talk.Alice.Directory(), _talk.Bob.Directory()));
    }

    [Fact]
    public void ADeviceThatWasRevokedAfterwardsIsNone()
    {
        var epoch = OpenEpoch();
        _talk.Clock.Now++;
        _talk.Bob.Devices.RemoveAt(1);
        _talk.Bob.PublishList();
        Assert.Equal(Cxe1Error.None, Check(epoch, _talk.Alice.Directory(), _talk.Bob.Directory()));
    }

    [Theory]
    [InlineData(Cxe1Limits.RosterGrace - 1, Cxe1Error.None)]
    [InlineData(Cxe1Limits.RosterGrace, Cxe1Error.RosterOmitsDevice)]
    public void ANewDeviceMayBeMissingForSixtySeconds(long later, Cxe1Error expected)
    {
        var old = _talk.Bob.Directory();
        _talk.Bob.AddDevice();
        _talk.Bob.PublishList();
        _talk.Clock.Now += later;
        Assert.Equal(expected, Check(OpenEpoch(old), _talk.Alice.Directory(), _talk.Bob.Directory()));
    }

    [Fact]
    public void ASenderThatWasRevokedBeforeIsNotListed()
    {
        var epoch = OpenEpoch();
        _talk.Alice.Devices.RemoveAt(0);
        _talk.Alice.PublishList();
        Assert.Equal(Cxe1Error.DeviceNotListed, Check(epoch, _talk.Alice.Directory(), _talk.Bob.Directory()));
    }

    [Fact]
    public void AListThatAnotherKeySignedIsRefused()
    {
        var forged = DeviceList.Issue(
            TestKeys.Ed25519("mallory"), _talk.Bob.Identity.Agent, TestKeys.Start, [], previous: null);
        Assert.Equal(Cxe1Error.WrongIdentity, Verify([forged]));
        var bytes = _talk.Bob.Lists[0].Bytes.ToArray();
        bytes[^1] ^= 1;
        Assert.True(DeviceList.TryParse(bytes, out var damaged, out _));
        Assert.Equal(Cxe1Error.SignatureInvalid, Verify([damaged]));
    }

    [Fact]
    public void ListsThatDoNotFollowEachOtherAreRefused()
    {
        var first = _talk.Bob.Lists[0];
        var other = DeviceList.Issue(_talk.Bob.Aik, first.Agent, TestKeys.Start, [], previous: null);
        var second = DeviceList.Issue(_talk.Bob.Aik, first.Agent, TestKeys.Start, [], other);
        Assert.Equal(Cxe1Error.HistoryForked, Verify([first, second]));
        Assert.Equal(Cxe1Error.DirectoryStale, Verify([]));
    }

    private EpochView OpenEpoch(AgentDirectory? peer = null)
    {
        var talk = _talk;
        Assert.True(talk.A.Sender.TrySeal(
            talk.Context(talk.A),
            TestConversation.Message("text"),
            talk.Alice.Directory(),
            peer ?? talk.Bob.Directory(),
            out _,
            out var error), error.ToString());
        Assert.True(EpochView.TryParse(TestConversation.Collect(talk.A)[0].Bytes, out var epoch, out _));
        return epoch;
    }

    private Cxe1Error Check(EpochView epoch, AgentDirectory sender, AgentDirectory recipient) =>
        RosterRule.Check(epoch, sender, recipient, _talk.Alice.Terms[^1], _talk.Bob.Terms[^1]);

    private Cxe1Error Verify(IReadOnlyList<DeviceList> lists)
    {
        AgentDirectory.TryVerify(_talk.Bob.Identity, lists, [], [], out _, out var error);
        return error;
    }
}
