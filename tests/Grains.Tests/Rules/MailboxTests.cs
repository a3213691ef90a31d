using ContextExchange.Grains.Agents;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class MailboxTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void SequencesGoOnAfterTheClaimedHead()
    {
        var mailbox = Claimed(sequence: 41);
        Assert.Equal([42L, 43L], new[] { mailbox.Assign(1, null), mailbox.Assign(1, null) });
        Assert.Equal(41, mailbox.Committed);
    }

    [Fact]
    public void OnlyTheCommittedPrefixIsHandedOut()
    {
        var mailbox = Claimed();
        var entries = Enumerable.Range(0, 4).Select(_ => Entry(mailbox.Assign(1, null))).ToArray();

        mailbox.Store(entries[1]);
        mailbox.Store(entries[2]);
        Assert.Empty(mailbox.TakeReady(10));

        mailbox.Store(entries[0]);
        Assert.Equal(entries[..3], mailbox.TakeReady(10));
        Assert.Equal(3, mailbox.Pushed);

        mailbox.Store(entries[3]);
        Assert.Equal([entries[3]], mailbox.TakeReady(10));
    }

    [Fact]
    public void RandomAnswersOfTheStoreAreHandedOutInOrder()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 300; run++)
        {
            var mailbox = Claimed();
            List<MailboxEntry> waiting = [];
            List<long> handed = [];
            long assigned = 0;
            while (handed.Count < 60)
            {
                if (assigned < 60 && random.Next(2) == 0) waiting.Add(Entry(assigned = mailbox.Assign(1, null)));
                if (waiting.Count > 0 && random.Next(2) == 0)
                {
                    var index = random.Next(waiting.Count);
                    mailbox.Store(waiting[index]);
                    waiting.RemoveAt(index);
                }

                handed.AddRange(mailbox.TakeReady(1 + random.Next(5)).Select(entry => entry.Sequence));
            }

            Assert.True(handed.SequenceEqual(Enumerable.Range(1, 60).Select(i => (long)i)), $"seed {seed}, run {run}");
        }
    }

    [Fact]
    public void TooMuchUnacknowledgedMailIsFull()
    {
        var mailbox = Claimed(sequence: Limits.MaxUnacknowledged - 1);
        Assert.False(mailbox.IsFull);
        mailbox.Assign(1, null);
        Assert.True(mailbox.IsFull);
        mailbox.Acknowledge(10);
        Assert.False(mailbox.IsFull);
    }

    [Fact]
    public void TooManyUnacknowledgedBytesAreFullUntilSomeAreAcknowledged()
    {
        var mailbox = Claimed();
        while (!mailbox.IsFull) mailbox.Assign(Limits.MaxCiphertext, null);
        mailbox.Acknowledge(100);
        Assert.False(mailbox.IsFull);
    }

    [Fact]
    public void TheEarliestExpiryIsKept()
    {
        var mailbox = Claimed();
        mailbox.Assign(1, Noon.AddHours(2));
        mailbox.Assign(1, Noon.AddHours(1));
        mailbox.Assign(1, null);
        Assert.Equal(Noon.AddHours(1), mailbox.NextExpiry);
    }

    [Fact]
    public void AScanStartsFromWhatCannotBeReadYet()
    {
        var mailbox = Claimed();
        var first = mailbox.Assign(1, Noon.AddHours(1));
        mailbox.Assign(1, Noon.AddHours(3));
        mailbox.Store(Entry(first));

        mailbox.BeginExpiryScan();
        Assert.Equal(Noon.AddHours(3), mailbox.NextExpiry);
        mailbox.NoteExpiry(Noon.AddHours(2));
        Assert.Equal(Noon.AddHours(2), mailbox.NextExpiry);
    }

    private static Mailbox Claimed(long sequence = 0) => new(new MailboxHead(AgentId.New(), 1, sequence, null), 0);

    private static MailboxEntry Entry(long sequence) =>
        new(sequence, EntryKind.Message, default, Noon, default, default);
}
