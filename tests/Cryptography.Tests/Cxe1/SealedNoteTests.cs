using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>What an owner tells an agent when it sends a message back.</summary>
public sealed class SealedNoteTests
{
    private readonly TestConversation _talk = new(bobDevices: 2);
    private readonly Bytes32 _envelope = TestKeys.Digest("envelope");

    [Fact]
    public void EveryDeviceOfTheAgentOpensItAndNobodyElse()
    {
        var note = Seal("Please leave the address out.");
        Assert.Equal(2, note.Count);
        foreach (var device in _talk.Bob.Devices)
        {
            Assert.Equal(Cxe1Error.None, Open(note, device, out var opened));
            Assert.Equal("Please leave the address out.", opened!.Text);
        }
        Assert.Equal(Cxe1Error.NotAReader, Open(note, _talk.A, out _));
    }

    [Fact]
    public void ChangingAnyByteOfItIsRefused()
    {
        var note = Seal("text");
        var wrong = 0;
        foreach (var copy in Tampering.EachByte(note.Bytes.ToArray()))
        {
            if (!SealedNote.TryParse(copy, out var damaged, out _)) continue;
            // A byte of the other device's entry is not this one's matter.
            var opens = _talk.Bob.Devices.Count(device => Open(damaged, device, out _) == Cxe1Error.None);
            Assert.True(opens < 2);
            wrong++;
        }
        Assert.True(wrong > 2_000);
    }

    [Fact]
    public void AnApprovalIsNoNoteAndTheReverse()
    {
        var note = OwnerNote.Issue(
            _talk.Alice.Oik, _envelope, TestConversation.Connection, _talk.Bob.Identity.Agent, OwnerSide.Sender, 0, "");
        Assert.False(Approval.TryParse(note.Bytes, out _, out _));
        Assert.False(OwnerNote.TryParse(new byte[Approval.Size], out _, out _));
    }

    [Fact]
    public void AWrongOwnerAndAWrongMessageAreRefused()
    {
        var (note, connection, oik) = (Seal("text"), TestConversation.Connection, _talk.Alice.Identity.Oik);
        Cxe1Error With(Bytes32 envelope, Guid id, OwnerSide side, Bytes32 owner) =>
            note.Open(_talk.B.Store, _talk.B.Keys, envelope, id, side, owner, out _);
        Assert.Equal(Cxe1Error.CannotOpen, With(TestKeys.Digest("other"), connection, OwnerSide.Sender, oik));
        Assert.Equal(Cxe1Error.WrongIdentity, With(_envelope, TestKeys.Id("other"), OwnerSide.Sender, oik));
        Assert.Equal(Cxe1Error.WrongIdentity, With(_envelope, connection, OwnerSide.Recipient, oik));
        Assert.Equal(
            Cxe1Error.SignatureInvalid, With(_envelope, connection, OwnerSide.Sender, _talk.Bob.Identity.Oik));
    }

    [Fact]
    public void ANoteThatIsTooLongOrNoTextIsNotMade()
    {
        Seal(new string('n', OwnerNote.MaxText));
        Assert.Throws<ArgumentException>(() => Seal(new string('n', OwnerNote.MaxText + 1)));
        Assert.Throws<ArgumentException>(() => Seal("\ud800"));
    }

    private SealedNote Seal(string text) => SealedNote.Seal(
        OwnerNote.Issue(
            _talk.Alice.Oik,
            _envelope,
            TestConversation.Connection,
            _talk.Bob.Identity.Agent,
            OwnerSide.Sender,
            _talk.Clock.Now,
            text),
        _talk.Bob.Directory().SignedPrekeys(_talk.Clock.Now));

    private Cxe1Error Open(SealedNote note, TestDevice device, out OwnerNote? opened) => note.Open(
        device.Store,
        device.Keys,
        _envelope,
        TestConversation.Connection,
        OwnerSide.Sender,
        _talk.Alice.Identity.Oik,
        out opened);
}
