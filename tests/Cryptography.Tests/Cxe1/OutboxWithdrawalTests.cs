using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>The server refused messages without settling their numbers: they are taken back and sealed again.</summary>
public sealed class OutboxWithdrawalTests
{
    private readonly TestConversation _talk = new();

    [Fact]
    public void WhatWasTakenBackIsSealedAgainUnderTheSameNumbersAndOpened()
    {
        _talk.Exchange(_talk.A, _talk.B, "settled");
        var refused = new[] { _talk.Seal(_talk.A, "one"), _talk.Seal(_talk.A, "two") };
        var texts = Withdraw(_talk.A.Store, refused[0].Sequence);
        Assert.Equal(["one", "two"], texts.Select(text => text?.Content.Text));
        Assert.Empty(Pending(_talk.A.Store));

        _talk.A.Sender.DropEpoch();
        Assert.Equal(refused.Select(one => one.Sequence), texts.Select(text => SealAgain(_talk.A, text)));
        Assert.Equal(["one", "two"], Deliver(_talk.A.Store, _talk.B));
    }

    [Fact]
    public void WhatTheServerHasSettledStaysAndItsSuccessorsFollowIt()
    {
        _talk.Seal(_talk.A, "settled");
        var refused = _talk.Seal(_talk.A, "refused");
        Assert.Equal(["refused"], Withdraw(_talk.A.Store, refused.Sequence).Select(text => text?.Content.Text));
        Assert.Equal([true, false], Pending(_talk.A.Store).Select(item => item.IsEpoch));
        _talk.A.Sender.DropEpoch();
        _talk.Seal(_talk.A, "another under its number");
        Assert.Equal(["settled", "another under its number"], Deliver(_talk.A.Store, _talk.B));
    }

    [Fact]
    public void AnEpochThatOnlyWithdrawnMessagesNeedGoesWithThem()
    {
        _talk.Seal(_talk.A, "settled");
        var refused = _talk.Seal(_talk.A, "refused");
        _talk.A.Sender.DropEpoch();
        _talk.Seal(_talk.A, "behind it, in another epoch");
        Assert.Equal(2, Withdraw(_talk.A.Store, refused.Sequence).Count);
        Assert.Equal([true, false], Pending(_talk.A.Store).Select(item => item.IsEpoch));
    }

    [Fact]
    public void ATextThatIsGoneKeepsItsPlaceSoThatNoOtherIsTakenForIt()
    {
        var first = _talk.Seal(_talk.A, "forgotten");
        _talk.Seal(_talk.A, "kept");
        SentMessages.Forget(_talk.A.Store, first.EnvelopeHash);
        Assert.Equal([null, "kept"], Withdraw(_talk.A.Store, first.Sequence).Select(text => text?.Content.Text));
    }

    [Fact]
    public void NothingToTakeBackChangesNothing()
    {
        var last = _talk.Seal(_talk.A, "sealed");
        Assert.Empty(Withdraw(_talk.A.Store, last.Sequence + 1));
        Assert.Equal(last.Sequence + 1, _talk.Seal(_talk.A, "next").Sequence);
        Assert.Equal(["sealed", "next"], Deliver(_talk.A.Store, _talk.B));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ACrashWhileWithdrawingTakesBackAllOrNothing(bool failedCommitIsDurable)
    {
        _talk.Exchange(_talk.A, _talk.B, "settled");
        var refused = _talk.Seal(_talk.A, "one");
        _talk.Seal(_talk.A, "two");
        var crashes = 0;
        for (var failAfter = 0; ; failAfter++)
        {
            var store = _talk.A.Store.Clone();
            var before = store.Tables;
            (store.FailAfter, store.FailedCommitIsDurable) = (failAfter, failedCommitIsDurable);
            var crashed = !TryWithdraw(store, refused.Sequence);
            store.FailAfter = null;
            if (!crashed) break;
            crashes++;
            if (store.Tables != before)
            {
                Assert.True(failedCommitIsDurable);
                Assert.Empty(Pending(store));
                continue;
            }

            var restarted = new TestDevice(_talk.Alice, _talk.Clock, store);
            _talk.Seal(restarted, "three");
            Assert.Equal(
                ["one", "two", "three"],
                Deliver(store, new TestDevice(_talk.Bob, _talk.Clock, _talk.B.Store.Clone())));
        }

        Assert.True(crashes >= 6, $"Only {crashes} places to crash at.");
    }

    /// <summary>
    /// A store that joins the transactions loses no text wherever it fails, and uses no number twice.
    /// </summary>
    [Fact]
    public void ACrashBetweenWithdrawingAndSealingAgainLosesNoText()
    {
        _talk.Exchange(_talk.A, _talk.B, "settled");
        var refused = _talk.Seal(_talk.A, "one");
        _talk.Seal(_talk.A, "two");
        var crashes = 0;
        for (var failAfter = 0; ; failAfter++)
        {
            var store = _talk.A.Store.Clone();
            var joined = store.Clone();
            joined.FailAfter = failAfter;
            var crashed = !TryWithdrawAndSealAgain(joined, refused.Sequence);
            joined.FailAfter = null;
            // The joined transaction becomes durable as a whole, or it never was.
            if (!crashed) store.Tables = joined.Tables;
            var restarted = new TestDevice(_talk.Alice, _talk.Clock, store);
            _talk.Seal(restarted, "three");
            Assert.Equal(
                ["one", "two", "three"],
                Deliver(store, new TestDevice(_talk.Bob, _talk.Clock, _talk.B.Store.Clone())));
            if (!crashed) break;
            crashes++;
        }

        Assert.True(crashes > 12, $"Only {crashes} places to crash at.");
    }

    private static bool TryWithdraw(MemoryDeviceStore store, long from)
    {
        try
        {
            Withdraw(store, from);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool TryWithdrawAndSealAgain(MemoryDeviceStore store, long from)
    {
        try
        {
            var device = new TestDevice(_talk.Alice, _talk.Clock, store);
            foreach (var text in Withdraw(store, from)) SealAgain(device, text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IReadOnlyList<OutgoingMessage?> Withdraw(MemoryDeviceStore store, long from) =>
        OutboxWithdrawal.From(store, TestConversation.Connection, from);

    private static IReadOnlyList<OutboxItem> Pending(MemoryDeviceStore store) =>
        Outbox.Pending(store, TestConversation.Connection, int.MaxValue);

    private long SealAgain(TestDevice device, OutgoingMessage? text)
    {
        Assert.NotNull(text);
        Assert.True(device.Sender.TrySeal(
            _talk.Context(device), text, _talk.Alice.Directory(), _talk.Bob.Directory(), out var again, out _));
        return again.Sequence;
    }

    /// <summary>Gives a reader everything that waits; each message must follow the one before it.</summary>
    private List<string?> Deliver(MemoryDeviceStore store, TestDevice reader)
    {
        var texts = new List<string?>();
        foreach (var item in Pending(store))
        {
            if (item.IsEpoch)
            {
                Assert.Equal(Cxe1Error.None, _talk.Accept(reader, item.Bytes));
                continue;
            }

            var outcome = _talk.Receive(reader, item.Bytes);
            Assert.Equal((Cxe1Error.None, true), (outcome.Error, outcome.HasPredecessor));
            texts.Add(outcome.Message?.Content.Text);
        }

        return texts;
    }
}
