using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Terms change while epochs and messages are under way; the sender is alice, the reader bob.</summary>
public sealed class TermsInFlightTests
{
    private static readonly Bytes32 First = TestKeys.Digest("terms 1");
    private static readonly Bytes32 Second = TestKeys.Digest("terms 2");
    private static readonly Bytes32 Third = TestKeys.Digest("terms 3");

    private readonly TestConversation _talk = new();

    public static TheoryData<bool> Sides => [false, true];

    [Theory]
    [MemberData(nameof(Sides))]
    public void AMessageThatWasSealedBeforeTheTermsChangedIsStillOpened(bool sendersTermsChange)
    {
        Assert.Equal(Cxe1Error.None, Deliver(Seal(First, sendersTermsChange), First, sendersTermsChange));
        Later();
        var underWay = Seal(First, sendersTermsChange);
        Later();
        Assert.Equal(Cxe1Error.None, Deliver(Seal(Second, sendersTermsChange), Second, sendersTermsChange));
        Assert.Equal(Cxe1Error.None, Deliver(underWay, Second, sendersTermsChange));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void AVersionThatTheReaderMissedIsOpenedWhenItComesBack(bool sendersTermsChange)
    {
        Assert.Equal(Cxe1Error.None, Deliver(Seal(First, sendersTermsChange), First, sendersTermsChange));
        _talk.Clock.Now += 2 * Cxe1Limits.Day;
        var missed = Seal(Second, sendersTermsChange);
        _talk.Clock.Now += 2 * Cxe1Limits.Day;
        Assert.Equal(Cxe1Error.None, Deliver(missed, Third, sendersTermsChange));
    }

    [Fact]
    public void WhatADeviceSawSurvivesItsRestart()
    {
        Assert.Equal(Cxe1Error.None, Deliver(Seal(First), First));
        Later();
        var underWay = Seal(First);
        Assert.Equal(Cxe1Error.None, Deliver(Seal(Second), Second));
        Later();
        var late = Seal(First);
        var restarted = _talk.B.Restarted();
        Assert.Equal(Cxe1Error.TermsMismatch, Accept(restarted, late[0].Bytes, Second, true));
        Assert.Equal(Cxe1Error.None, Accept(restarted, underWay[0].Bytes, Second, true));
    }

    [Theory]
    [InlineData(0, Cxe1Error.None)]
    [InlineData(1, Cxe1Error.TermsMismatch)]
    public void NobodyGoesOnUnderTermsThatTheReaderSawReplaced(long late, Cxe1Error expected)
    {
        Assert.Equal(Cxe1Error.None, Deliver(Seal(First), First));
        Later();
        Assert.Equal(Cxe1Error.None, Deliver(Seal(Second), Second));
        _talk.Clock.Now += Cxe1Limits.ClockTolerance + late;
        var old = Seal(First);
        // That still newer ones came does not make the oldest good again.
        Later();
        Assert.Equal(expected, Deliver(old, Third));
    }

    [Theory]
    [InlineData(0, Cxe1Error.None)]
    [InlineData(1, Cxe1Error.TermsMismatch)]
    public void TermsThatAreNotTheNewestAreRefusedOnceTheReaderKnowsTheNewest(long late, Cxe1Error expected)
    {
        Assert.Equal(Cxe1Error.None, Deliver(Seal(First), First));
        _talk.Clock.Now += Cxe1Limits.ClockTolerance + late;
        var unknown = Seal(Second);
        Assert.Equal(expected, Deliver(unknown, First));
        // The caller reads the terms again, and they are the newest.
        Assert.Equal(Cxe1Error.None, Deliver(unknown, Second));
    }

    [Fact]
    public void TermsThatCameBackWithARestoredServerAreTheNewestAgain()
    {
        Assert.Equal(Cxe1Error.None, Deliver(Seal(First), First));
        Later();
        Assert.Equal(Cxe1Error.None, Deliver(Seal(Second), Second));
        Later();
        Assert.Equal(Cxe1Error.None, Deliver(Seal(First), First));
    }

    [Fact]
    public void TheHistoryIsBounded()
    {
        for (var version = 0; version < 3 * TermsHistory.MaxVersions; version++)
        {
            var terms = TestKeys.Digest($"version {version}");
            Assert.Equal(Cxe1Error.None, Deliver(Seal(terms), terms));
            Later();
        }
        var rows = _talk.B.Store.Rows(DeviceTable.Terms).ToArray();
        Assert.Equal([1, TermsHistory.MaxVersions], rows.Select(row => row.Value.Length / 40).Order());
    }

    [Fact]
    public void AReaderThatWasAwayForSixDaysOpensWhatWasSealedBeforeKeysWereRenewed()
    {
        // Sealed to a prekey and under certificates that were renewed since, and before a further device was listed.
        var underWay = Seal(First);
        for (var day = 0; day < 6; day++)
        {
            _talk.Clock.Now += Cxe1Limits.Day;
            _talk.Alice.Certify(_talk.A);
        }

        _talk.Alice.AddDevice();
        _talk.Alice.PublishList();
        ExpiringState.Destroy(_talk.B.Store, _talk.Clock.Now);
        var back = _talk.B.Restarted();
        _talk.Bob.Certify(back);
        _talk.Bob.Prekeys.AddRange(
            PrekeyShelf.Publish(back.Store, back.Keys, PrekeyKind.SignedPrekey, 1, _talk.Clock.Now));
        Assert.Equal(Cxe1Error.None, Accept(back, underWay[0].Bytes, Third, true));
        Assert.Equal("text", _talk.Receive(back, underWay[1].Bytes).Message?.Content.Text);
    }

    private void Later() => _talk.Clock.Now += Cxe1Limits.ClockTolerance + 1;

    /// <summary>An epoch and its message under these terms of one side.</summary>
    private OutboxItem[] Seal(Bytes32 terms, bool senders = true)
    {
        _talk.A.Sender.DropEpoch();
        var context = _talk.Context(_talk.A);
        context = senders ? context with { OwnTerms = terms } : context with { PeerTerms = terms };
        Assert.True(_talk.A.Sender.TrySeal(
            context,
            TestConversation.Message("text"),
            _talk.Alice.Directory(),
            _talk.Bob.Directory(),
            out _,
            out var error), error.ToString());
        return [.. TestConversation.Collect(_talk.A)];
    }

    /// <summary>Delivers to a reader that knows these as the newest terms.</summary>
    private Cxe1Error Deliver(OutboxItem[] items, Bytes32 newest, bool senders = true)
    {
        var error = Accept(_talk.B, items[0].Bytes, newest, senders);
        return error == Cxe1Error.None ? _talk.Receive(_talk.B, items[1].Bytes).Error : error;
    }

    private Cxe1Error Accept(TestDevice reader, ReadOnlyMemory<byte> epoch, Bytes32 newest, bool senders)
    {
        var context = _talk.Context(reader);
        context = senders ? context with { PeerTerms = newest } : context with { OwnTerms = newest };
        return reader.Receiver.AcceptEpoch(context, epoch, _talk.Bob.Directory(), _talk.Alice.Directory());
    }
}
