using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>A reader that could not read says so, and the sender seals the text again once.</summary>
public sealed class NackTests
{
    private readonly TestConversation _talk = new();

    public static TheoryData<Cxe1Error> EveryRefusal => [.. Enum.GetValues<Cxe1Error>()];

    [Theory]
    [MemberData(nameof(EveryRefusal))]
    public void OnlyWhatSealingAgainCanMendIsNacked(Cxe1Error error)
    {
        NackReason? expected = error switch
        {
            Cxe1Error.PrekeyGone => NackReason.PrekeyGone,
            Cxe1Error.WrapInvalid => NackReason.WrapInvalid,
            Cxe1Error.CommitmentMismatch => NackReason.CommitmentMismatch,
            Cxe1Error.KeyGone => NackReason.KeyGone,
            Cxe1Error.CannotOpen => NackReason.CannotOpen,
            Cxe1Error.NotAReader => NackReason.NotAReader,
            Cxe1Error.RosterNamesGhost => NackReason.Roster,
            Cxe1Error.RosterOmitsDevice => NackReason.Roster,
            Cxe1Error.RosterOmitsViewer => NackReason.Roster,
            Cxe1Error.TermsMismatch => NackReason.Terms,
            Cxe1Error.EpochFork => NackReason.EpochFork,
            _ => null,
        };
        var nack = _talk.B.Receiver.NackFor(
            _talk.Context(_talk.B), TestKeys.Digest("epoch"), envelopeHash: null, error);
        Assert.Equal(expected, nack?.Reason);
    }

    [Fact]
    public void EveryTextOfANackedEpochIsSealedAgainInANewOneAfterARestartToo()
    {
        for (var n = 0; n < 3; n++) _talk.Seal(_talk.A, $"text {n}");
        var items = TestConversation.Collect(_talk.A);
        DestroyPrekeys(_talk.B);
        var nack = Refuse(items[0].Bytes, Cxe1Error.PrekeyGone);
        Renew(_talk.Bob, _talk.B);

        var outcome = Reseal(_talk.A.Restarted(), nack);
        Assert.Equal((Cxe1Error.None, 3), (outcome.Error, outcome.Resealed.Count));
        Assert.Equal([4, 5, 6], outcome.Resealed.Select(one => one.Sequence));
        Assert.Equal([true, false, false], outcome.Resealed.Select(one => one.OpenedEpoch));
        var texts = new List<string?>();
        foreach (var item in TestConversation.Collect(_talk.A))
            if (item.IsEpoch)
                Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, item.Bytes));
            else if (_talk.Receive(_talk.B, item.Bytes) is var received)
                texts.Add(received.Message?.Content.Text);
        Assert.Equal(["text 0", "text 1", "text 2"], texts);
    }

    [Fact]
    public void ATextKeepsItsLogicalIdAndGetsAnotherEnvelopeId()
    {
        var first = _talk.Seal(_talk.A, "text");
        var again = Assert.Single(Reseal(_talk.A, NackOf(first)).Resealed);
        Assert.NotEqual(first.EnvelopeId, again.EnvelopeId);
        Assert.NotEqual(first.EnvelopeHash, again.EnvelopeHash);
        Assert.Equal(
            TestConversation.Message("text").Content.LogicalId,
            SentMessages.Find(_talk.A.Store, again.EnvelopeHash)?.Content.LogicalId);
    }

    [Fact]
    public void WhatIsNackedASecondTimeIsGivenBackAlsoAfterARestart()
    {
        var first = _talk.Seal(_talk.A, "text");
        var again = Assert.Single(Reseal(_talk.A, NackOf(first)).Resealed);
        var second = NackOf(again);
        for (var repeat = 0; repeat < 2; repeat++)
        {
            var outcome = Reseal(_talk.A.Restarted(), second);
            Assert.Empty(outcome.Resealed);
            Assert.Equal("text", Assert.Single(outcome.Undelivered).Message.Content.Text);
        }
        SentMessages.Forget(_talk.A.Store, again.EnvelopeHash);
        Assert.Empty(Reseal(_talk.A, second).Undelivered);
        DeviceTable[] tables = [DeviceTable.Sent, DeviceTable.SentByEpoch, DeviceTable.Resealed];
        Assert.All(tables, table => Assert.Empty(_talk.A.Store.Rows(table)));
    }

    [Fact]
    public void ARepeatOfAnAnsweredNackDoesNothing()
    {
        var nack = NackOf(_talk.Seal(_talk.A, "text"));
        Assert.Single(Reseal(_talk.A, nack).Resealed);
        var before = _talk.A.Store.Tables;
        var repeated = Reseal(_talk.A, nack);
        Assert.Equal((Cxe1Error.None, 0, 0), (repeated.Error, repeated.Resealed.Count, repeated.Undelivered.Count));
        Assert.Same(before, _talk.A.Store.Tables);
    }

    [Fact]
    public void WhatTheReaderHasAcknowledgedIsNotSealedAgain()
    {
        var first = _talk.Seal(_talk.A, "acknowledged");
        _talk.Seal(_talk.A, "not acknowledged");
        SentMessages.Forget(_talk.A.Store, first.EnvelopeHash);
        Assert.True(EnvelopeView.TryParse(first.Envelope.Bytes, out var view, out _));
        var nack = _talk.B.Receiver.NackFor(
            _talk.Context(_talk.B), view.EpochHash, envelopeHash: null, Cxe1Error.PrekeyGone);
        var again = Assert.Single(Reseal(_talk.A, nack!).Resealed);
        Assert.Equal("not acknowledged", SentMessages.Find(_talk.A.Store, again.EnvelopeHash)?.Content.Text);
    }

    [Fact]
    public void ANackOfNoDeviceOfThePeerMovesNothing()
    {
        var sent = _talk.Seal(_talk.A, "text");
        Assert.True(EnvelopeView.TryParse(sent.Envelope.Bytes, out var view, out _));
        Nack Of(DeviceKeys keys, Guid? agent = null, Guid? device = null, Guid? connection = null) => Nack.Issue(
            keys.Dsk,
            agent ?? keys.Agent,
            device ?? keys.Device,
            connection ?? TestConversation.Connection,
            view.EpochHash,
            default,
            NackReason.CannotOpen,
            _talk.Clock.Now);
        var before = _talk.A.Store.Tables;
        var (own, peer) = (_talk.A.Keys, _talk.B.Keys);
        Assert.Equal(Cxe1Error.WrongIdentity, Reseal(_talk.A, Of(own)).Error);
        Assert.Equal(Cxe1Error.WrongIdentity, Reseal(_talk.A, Of(peer, connection: TestKeys.Id("x"))).Error);
        Assert.Equal(Cxe1Error.DeviceNotListed, Reseal(_talk.A, Of(peer, device: TestKeys.Id("x"))).Error);
        Assert.Equal(Cxe1Error.SignatureInvalid, Reseal(_talk.A, Of(own, peer.Agent, peer.Device)).Error);
        Assert.Same(before, _talk.A.Store.Tables);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ACrashWhileSealingAgainLosesNoTextAndSealsNoneThrice(bool failedCommitIsDurable)
    {
        for (var n = 0; n < 2; n++) _talk.Seal(_talk.A, $"text {n}");
        var items = TestConversation.Collect(_talk.A);
        var nack = Refuse(items[0].Bytes, Cxe1Error.PrekeyGone);
        var crashes = 0;
        for (var failAfter = 0; ; failAfter++)
        {
            var store = _talk.A.Store.Clone();
            (store.FailAfter, store.FailedCommitIsDurable) = (failAfter, failedCommitIsDurable);
            var crashed = false;
            try
            {
                Reseal(new TestDevice(_talk.Alice, _talk.Clock, store), nack);
            }
            catch (IOException)
            {
                crashed = true;
            }
            store.FailAfter = null;
            var outcome = Reseal(new TestDevice(_talk.Alice, _talk.Clock, store), nack);
            Assert.Equal((Cxe1Error.None, 0), (outcome.Error, outcome.Undelivered.Count));
            Assert.Equal(["text 0", "text 1"], Texts(store).Order());
            if (!crashed) break;
            crashes++;
        }
        Assert.True(crashes > 12, $"Only {crashes} places to crash at.");
    }

    private static IEnumerable<string?> Texts(MemoryDeviceStore store) =>
        Outbox.Pending(store, TestConversation.Connection, int.MaxValue)
            .Where(item => !item.IsEpoch)
            .Select(item => EnvelopeView.TryParse(item.Bytes, out var view, out _)
                ? SentMessages.Find(store, view.ComputeHash())?.Content.Text
                : null);

    private ResealOutcome Reseal(TestDevice device, Nack nack) => device.Sender.Reseal(
        _talk.Context(device), nack, _talk.Alice.Directory(), _talk.Bob.Directory());

    private Nack Refuse(ReadOnlyMemory<byte> epoch, Cxe1Error error)
    {
        Assert.True(EpochView.TryParse(epoch, out var view, out _));
        return _talk.B.Receiver.NackFor(_talk.Context(_talk.B), view.EpochHash, envelopeHash: null, error)!;
    }

    private Nack NackOf(SealedMessage message)
    {
        Assert.True(EnvelopeView.TryParse(message.Envelope.Bytes, out var view, out _));
        return _talk.B.Receiver.NackFor(
            _talk.Context(_talk.B), view.EpochHash, message.EnvelopeHash, Cxe1Error.CannotOpen)!;
    }

    private static void DestroyPrekeys(TestDevice device)
    {
        using var transaction = device.Store.Begin();
        foreach (var row in device.Store.Rows(DeviceTable.Prekeys)) transaction.Delete(DeviceTable.Prekeys, row.Key);
        transaction.Commit();
    }

    private static void Renew(TestAgent agent, TestDevice device)
    {
        agent.Prekeys.Clear();
        agent.AddPrekeys(device, PrekeyKind.SignedPrekey, 1);
    }
}
