using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// The store fails at every write in turn, and at the commit in both of its ways; then the device restarts.
/// </summary>
public sealed class CrashTests
{
    public static TheoryData<bool> Durability => [false, true];

    [Theory]
    [MemberData(nameof(Durability))]
    public void AReceiverThatCrashesAnywhereLosesNothingAndDeliversOnce(bool failedCommitIsDurable)
    {
        var talk = new TestConversation();
        talk.Exchange(talk.A, talk.B, "1");
        talk.Exchange(talk.B, talk.A, "2");
        talk.Clock.Now += Cxe1Limits.ReplyEpochInterval;
        talk.Seal(talk.A, "3");
        talk.Seal(talk.A, "4");
        var items = TestConversation.Collect(talk.A);
        Assert.Equal([true, false, false], items.Select(item => item.IsEpoch));

        var crashes = 0;
        for (var failAfter = 0; ; failAfter++)
        {
            var device = new TestDevice(talk.Bob, talk.Clock, talk.B.Store.Clone());
            var (store, before) = (device.Store, device.Store.Tables);
            (store.FailAfter, store.FailedCommitIsDurable) = (failAfter, failedCommitIsDurable);
            // Out of order, so that a key is skipped and then used.
            var crashed = DeliverUntilCrash(talk, device, [items[0], items[2], items[1]]);
            store.FailAfter = null;
            if (crashed && store.Commits == 0 && !failedCommitIsDurable) Assert.Same(before, store.Tables);

            var restarted = device.Restarted();
            foreach (var item in items)
                if (item.IsEpoch) Assert.Equal(Cxe1Error.None, talk.Accept(restarted, item.Bytes));
                else Assert.Equal(Cxe1Error.None, talk.Receive(restarted, item.Bytes).Error);
            Assert.Equal(["1", "3", "4"], Inbox.Unacknowledged(store, 10).Select(m => m.Content.Text).Order());
            if (!crashed) break;
            crashes++;
        }
        Assert.True(crashes > 20, $"Only {crashes} places to crash at.");
    }

    [Theory]
    [MemberData(nameof(Durability))]
    public void ASenderThatCrashesAnywhereNeitherLosesNorRepeatsANumber(bool failedCommitIsDurable)
    {
        var talk = new TestConversation();
        talk.Exchange(talk.A, talk.B, "before");
        var crashes = 0;
        for (var failAfter = 0; ; failAfter++)
        {
            var sender = new TestDevice(talk.Alice, talk.Clock, talk.A.Store.Clone());
            var reader = new TestDevice(talk.Bob, talk.Clock, talk.B.Store.Clone());
            talk.Seal(sender, "in the epoch");
            (sender.Store.FailAfter, sender.Store.FailedCommitIsDurable) = (failAfter, failedCommitIsDurable);
            var crashed = !SealUntilCrash(talk, sender);
            sender.Store.FailAfter = null;
            talk.Seal(sender, "after the crash");
            talk.Seal(sender.Restarted(), "after the restart");

            var sequences = new List<long>();
            var places = new HashSet<(Bytes32, int)>();
            foreach (var item in TestConversation.Collect(sender))
                if (item.IsEpoch) Assert.Equal(Cxe1Error.None, talk.Accept(reader, item.Bytes));
                else
                {
                    var outcome = talk.Receive(reader, item.Bytes);
                    Assert.Equal((Cxe1Error.None, true), (outcome.Error, outcome.HasPredecessor));
                    sequences.Add(outcome.Message!.Header.Sequence);
                    Assert.True(places.Add((outcome.Message.Header.EpochHash, outcome.Message.Header.Index)));
                }
            Assert.Equal(Enumerable.Range(2, sequences.Count).Select(n => (long)n), sequences);
            if (!crashed) break;
            crashes++;
        }
        Assert.True(crashes > 5, $"Only {crashes} places to crash at.");
    }

    private static bool DeliverUntilCrash(TestConversation talk, TestDevice device, OutboxItem[] items)
    {
        try
        {
            foreach (var item in items)
                if (item.IsEpoch) Assert.Equal(Cxe1Error.None, talk.Accept(device, item.Bytes));
                else Assert.Equal(Cxe1Error.None, talk.Receive(device, item.Bytes).Error);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>One message in the open epoch and one in a new one.</summary>
    private static bool SealUntilCrash(TestConversation talk, TestDevice sender)
    {
        try
        {
            talk.Seal(sender, "one");
            sender.Sender.DropEpoch();
            talk.Seal(sender, "two");
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
