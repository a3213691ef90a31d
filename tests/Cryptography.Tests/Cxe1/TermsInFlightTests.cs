using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Terms change while epochs and messages are under way; the sender is alice, the reader bob.</summary>
public sealed class TermsInFlightTests
{
    private readonly TestConversation _talk = new();

    public static TheoryData<bool> Sides => [false, true];

    [Theory]
    [MemberData(nameof(Sides))]
    public void AMessageThatWasSealedBeforeTheTermsChangedIsStillOpened(bool sendersTermsChange)
    {
        var underWay = Seal();
        Later();
        Change(sendersTermsChange);
        Assert.Equal(Cxe1Error.None, Deliver(Seal()));
        Assert.Equal(Cxe1Error.None, Deliver(underWay));
    }

    [Theory]
    [InlineData(false, 0, Cxe1Error.None)]
    [InlineData(false, 1, Cxe1Error.TermsMismatch)]
    [InlineData(true, 0, Cxe1Error.None)]
    [InlineData(true, 1, Cxe1Error.TermsMismatch)]
    public void AnEpochMayBeOpenedUnderTermsThatWereReplacedFiveMinutesAgo(
        bool sendersTermsChange, long late, Cxe1Error expected)
    {
        var old = _talk.Context(_talk.A);
        Later();
        Change(sendersTermsChange);
        _talk.Clock.Now += Cxe1Limits.ClockTolerance + late;
        var underOld = Seal(old);
        // That still newer ones came does not make the oldest good again.
        Later();
        Change(sendersTermsChange);
        Assert.Equal(expected, Deliver(underOld));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void TermsThatTheReaderHasNotSeenAreFetchedAndThenTheEpochOpens(bool sendersTermsChange)
    {
        var stale = _talk.Context(_talk.B);
        Change(sendersTermsChange);
        var items = Seal();
        Assert.Equal(Cxe1Error.TermsUnknown, Accept(_talk.B, items[0].Bytes, stale));
        Assert.Equal(Cxe1Error.None, Deliver(items));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void AServerCannotTakeTermsBackFromADeviceThatHasSeenNewerOnes(bool sendersTermsChange)
    {
        var before = (_talk.Context(_talk.A), _talk.Context(_talk.B));
        Later();
        Change(sendersTermsChange);
        Assert.Equal(Cxe1Error.None, Deliver(Seal()));
        Later();

        // Both are told the old terms again, after a restart: the sender seals under the newer ones all the same.
        var items = Seal(before.Item1);
        Assert.Equal(Cxe1Error.None, Accept(_talk.B.Restarted(), items[0].Bytes, before.Item2));
        Assert.True(EpochView.TryParse(items[0].Bytes, out var epoch, out _));
        Assert.Equal(_talk.Alice.Terms[^1].Hash, epoch.SenderTerms);
        Assert.Equal(_talk.Bob.Terms[^1].Hash, epoch.RecipientTerms);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void AnotherVersionInThePlaceOfAKnownOneIsAFork(bool sendersTermsChange)
    {
        var agent = sendersTermsChange ? _talk.Alice : _talk.Bob;
        var common = agent.Terms.ToArray();
        Change(sendersTermsChange);
        Assert.Equal(Cxe1Error.None, Deliver(Seal()));
        agent.Terms.Clear();
        agent.Terms.AddRange(common);
        _talk.Clock.Now++;
        Change(sendersTermsChange);
        _talk.A.Sender.DropEpoch();
        Assert.False(_talk.TrySeal(_talk.A, "text", out _, out var error));
        Assert.Equal(Cxe1Error.HistoryForked, error);
    }

    [Fact]
    public void AConnectionThatIsMadeAgainStartsNewChains()
    {
        Change(senders: true);
        Change(senders: false);
        Assert.Equal(Cxe1Error.None, Deliver(Seal()));
        Later();
        foreach (var agent in (TestAgent[])[_talk.Alice, _talk.Bob])
        {
            agent.Terms.Clear();
            Change(agent == _talk.Alice);
        }
        var items = Seal();
        Assert.Equal(Cxe1Error.None, Deliver(items));
        Assert.True(EpochView.TryParse(items[0].Bytes, out var epoch, out _));
        Assert.Equal(_talk.Alice.Terms[0].Hash, epoch.SenderTerms);
    }

    [Fact]
    public void AMessageIsJudgedByTheTermsOfItsEpochAlsoAfterItsCategoryWasForbidden()
    {
        var items = Seal();
        Assert.Equal(Cxe1Error.None, Accept(_talk.B, items[0].Bytes, _talk.Context(_talk.B)));
        Later();
        _talk.ChangeTerms(_talk.Bob, OwnerRead.AskedOnly, []);
        Assert.Equal(Cxe1Error.None, _talk.Receive(_talk.B, items[1].Bytes).Error);
        Assert.False(_talk.TrySeal(_talk.A, "next", out _, out var error));
        Assert.Equal(Cxe1Error.NotAllowed, error);
    }

    [Fact]
    public void AReaderThatWasAwayForFortyChangesOpensWhatWasSealedUnderAnyOfThem()
    {
        Assert.Equal(Cxe1Error.None, Deliver(Seal()));
        List<OutboxItem[]> underWay = [];
        for (var version = 0; version < 40; version++)
        {
            Change(senders: true);
            if (version % 10 == 5) underWay.Add(Seal());
            _talk.Clock.Now++;
        }

        foreach (var items in underWay) Assert.Equal(Cxe1Error.None, Deliver(items));
        Assert.True(_talk.TrySeal(_talk.B, "answer", out _, out var error), $"{error}");
    }

    [Fact]
    public void TheNewestThousandTwentyFourAreRemembered()
    {
        for (var version = 0; version < TermsChain.MaxKnown + 5; version++)
        {
            Change(senders: true);
            if (version % 500 == 499) Assert.Equal(Cxe1Error.None, Deliver(Seal()));
            _talk.Clock.Now++;
        }

        Assert.Equal(Cxe1Error.None, Deliver(Seal()));
        var rows = _talk.B.Store.Rows(DeviceTable.KnownTerms).ToArray();
        Assert.Equal(2, rows.Length);
        var size = _talk.Alice.Terms[^1].Bytes.Length + 2;
        Assert.Contains(rows, row => row.Value.Length == TermsChain.MaxKnown * size);
    }

    [Fact]
    public void AReaderThatWasAwayForSixDaysOpensWhatWasSealedBeforeKeysWereRenewed()
    {
        // Sealed to a prekey and under certificates that were renewed since, and before a further device was listed.
        var underWay = Seal();
        for (var day = 0; day < 6; day++)
        {
            _talk.Clock.Now += Cxe1Limits.Day;
            _talk.Alice.Certify(_talk.A);
        }

        _talk.Alice.AddDevice();
        _talk.Alice.PublishList();
        Change(senders: true);
        ExpiringState.Destroy(_talk.B.Store, _talk.Clock.Now);
        var back = _talk.B.Restarted();
        _talk.Bob.Certify(back);
        _talk.Bob.Prekeys.AddRange(
            PrekeyShelf.Publish(back.Store, back.Keys, PrekeyKind.SignedPrekey, 1, _talk.Clock.Now));
        Assert.Equal(Cxe1Error.None, Accept(back, underWay[0].Bytes, _talk.Context(_talk.B)));
        Assert.Equal("text", _talk.Receive(back, underWay[1].Bytes).Message?.Content.Text);
    }

    private void Later() => _talk.Clock.Now += Cxe1Limits.ClockTolerance + 1;

    private void Change(bool senders) =>
        _talk.ChangeTerms(senders ? _talk.Alice : _talk.Bob, OwnerRead.AskedOnly, TestTerms.Levels);

    /// <summary>An epoch and its message under the newest terms that the sender is told.</summary>
    private OutboxItem[] Seal(ConnectionContext? told = null)
    {
        _talk.A.Sender.DropEpoch();
        Assert.True(_talk.A.Sender.TrySeal(
            told ?? _talk.Context(_talk.A),
            TestConversation.Message("text"),
            _talk.Alice.Directory(),
            _talk.Bob.Directory(),
            out _,
            out var error), error.ToString());
        return [.. TestConversation.Collect(_talk.A)];
    }

    /// <summary>Delivers to a reader that is told the newest terms.</summary>
    private Cxe1Error Deliver(OutboxItem[] items)
    {
        var error = Accept(_talk.B, items[0].Bytes, _talk.Context(_talk.B));
        return error == Cxe1Error.None ? _talk.Receive(_talk.B, items[1].Bytes).Error : error;
    }

    private Cxe1Error Accept(TestDevice reader, ReadOnlyMemory<byte> epoch, ConnectionContext told) =>
        reader.Receiver.AcceptEpoch(told, epoch, _talk.Bob.Directory(), _talk.Alice.Directory());
}
