using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>If several refusals apply, the earlier is the answer: one row for each neighbour.</summary>
public sealed class ConsentPrecedenceTests
{
    private readonly TestConversation _talk = new();
    private readonly EpochView _epoch;
    private readonly EnvelopeView _envelope;

    public ConsentPrecedenceTests()
    {
        _talk.Seal(_talk.A, "text", TestTerms.AskBoth);
        var items = TestConversation.Collect(_talk.A);
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, items[0].Bytes));
        Assert.True(EpochView.TryParse(items[0].Bytes, out var epoch, out _));
        _epoch = epoch;
        Assert.True(EnvelopeView.TryParse(items[1].Bytes, out _envelope, out _));
    }

    public static TheoryData<bool, bool, bool, bool, Cxe1Error> Rows => new()
    {
        { true, true, true, true, Cxe1Error.ConsentMismatch },
        { false, true, true, true, Cxe1Error.NotAllowed },
        { false, false, true, true, Cxe1Error.ApprovalMissing },
        { false, false, false, true, Cxe1Error.ApprovalInvalid },
        { false, false, false, false, Cxe1Error.None },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void OfConsentsRefusalsTheFirstIsTheAnswer(
        bool anotherVersion, bool forbidden, bool missing, bool invalid, Cxe1Error expected)
    {
        var sender = anotherVersion
            ? _talk.ChangeTerms(_talk.Alice, OwnerRead.AskedOnly, TestTerms.Levels)
            : _talk.Alice.Terms[0];
        var recipient = _talk.Bob.Terms[0];
        // Another owner's key makes the approval invalid; forbidden terms have another hash, which would too.
        var first = Approve(OwnerSide.Sender, invalid ? _talk.Bob.Oik : _talk.Alice.Oik);
        Approval[] approvals = missing ? [first] : [first, Approve(OwnerSide.Recipient, _talk.Bob.Oik)];
        if (forbidden)
            recipient = ConnectionTerms.Issue(
                _talk.Bob.Oik,
                TestConversation.Connection,
                recipient.Own,
                recipient.Peer,
                TestKeys.Start,
                OwnerRead.AskedOnly,
                [TestTerms.Level(TestTerms.AskBoth, ConsentLevel.Auto, ConsentLevel.Never)],
                previous: null);
        Assert.True(DeliveredMessage.TryParse(
            DeliveredMessage.Join(_envelope.Bytes.Span, approvals), out var message, out _));
        var (alice, bob) = (_talk.Alice.Identity.Oik, _talk.Bob.Identity.Oik);
        Assert.Equal(expected, ConsentRule.Check(message, sender, recipient, alice, bob, _talk.Clock.Now));
    }

    [Fact]
    public void TheSignatureIsJudgedBeforeConsentAndConsentBeforeTheSequence()
    {
        var context = _talk.Context(_talk.B);
        var (agent, device) = (_talk.Alice.Identity.Agent, _talk.A.Keys.Device);
        Assert.Equal(
            Cxe1Error.None,
            _talk.B.Receiver.NoteWithheld(context, agent, device, _envelope.Sequence, TestKeys.Digest("another")));
        var unsigned = _envelope.Bytes.ToArray();
        unsigned[EnvelopeLayout.TermsVersion] ^= 1;
        Assert.Equal(Cxe1Error.SignatureInvalid, _talk.Receive(_talk.B, unsigned).Error);
        Assert.Equal(Cxe1Error.ApprovalMissing, _talk.Receive(_talk.B, _envelope.Bytes).Error);
        Approval[] both = [Approve(OwnerSide.Sender, _talk.Alice.Oik), Approve(OwnerSide.Recipient, _talk.Bob.Oik)];
        var approved = DeliveredMessage.Join(_envelope.Bytes.Span, both);
        Assert.Equal(Cxe1Error.SequenceReused, _talk.Receive(_talk.B, approved).Error);
    }

    [Fact]
    public void OfTheChainsRefusalsTheFirstIsTheAnswer()
    {
        var (alice, bob) = (_talk.Alice, _talk.Bob);
        var expected = _talk.Context(alice).Expected(own: true);
        var first = alice.Terms[0];
        ConnectionTerms Terms(TermsParty own, Key oik, long created, ConnectionTerms? previous) =>
            ConnectionTerms.Issue(
                oik,
                TestConversation.Connection,
                own,
                TermsParty.Of(bob.Identity),
                created,
                OwnerRead.AskedOnly,
                [],
                previous);
        var own = TermsParty.Of(alice.Identity);
        var ahead = TestKeys.Start + Cxe1Limits.ClockTolerance + 1;
        var gap = Terms(own, alice.Oik, TestKeys.Start, first);
        Cxe1Error Check(ConnectionTerms terms) => TermsChain.Check(terms, expected, [first], TestKeys.Start);
        var stranger = own with { Agent = TestKeys.Id("stranger") };
        Assert.Equal(Cxe1Error.WrongIdentity, Check(Terms(stranger, bob.Oik, ahead, gap)));
        Assert.Equal(Cxe1Error.SignatureInvalid, Check(Terms(own, bob.Oik, ahead, gap)));
        Assert.Equal(Cxe1Error.NotYetValid, Check(Terms(own, alice.Oik, ahead, gap)));
        Assert.Equal(Cxe1Error.HistoryForked, Check(Terms(own, alice.Oik, TestKeys.Start, gap)));
        Assert.Equal(Cxe1Error.None, Check(gap));
    }

    [Fact]
    public void OfTheRostersRefusalsTheFirstIsTheAnswer()
    {
        var (alice, bob) = (_talk.Alice, _talk.Bob);
        var quiet = _talk.ChangeTerms(alice, OwnerRead.AskedOnly, TestTerms.NothingAsked);
        var curious = _talk.ChangeTerms(bob, OwnerRead.Everything, TestTerms.NothingAsked);
        var known = bob.Directory();
        var added = new ListedDevice(TestKeys.Id("new"), TestKeys.Digest("dsk"), 0);
        bob.Lists.Add(DeviceList.Issue(
            bob.Aik, bob.Identity.Agent, TestKeys.Start, [.. bob.Lists[0].Devices, added], bob.Lists[0]));
        var grown = bob.Directory();
        bob.Viewers.Clear();
        var unknown = bob.Directory();
        Cxe1Error Check(AgentDirectory recipient, ConnectionTerms senders, ConnectionTerms recipients) =>
            RosterRule.Check(_epoch, alice.Directory(), recipient, senders, recipients);
        Assert.Equal(Cxe1Error.DirectoryStale, Check(unknown, quiet, curious));
        Assert.Equal(Cxe1Error.RosterNamesGhost, Check(grown, quiet, curious));
        Assert.Equal(Cxe1Error.RosterOmitsDevice, Check(grown, alice.Terms[0], curious));
        Assert.Equal(Cxe1Error.None, Check(known, alice.Terms[0], curious));
    }

    private Approval Approve(OwnerSide side, Key oik) => Approval.Issue(
        oik, _envelope, _epoch, side, ApprovalDecision.Approve, TestKeys.Id("nonce"));
}
