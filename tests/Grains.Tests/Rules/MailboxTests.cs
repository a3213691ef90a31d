using ContextExchange.Grains.Agents;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class MailboxTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly ConnectionId Peer = Connection(1);

    [Fact]
    public void SequencesGoOnAfterTheClaimedHead()
    {
        var mailbox = Claimed(sequence: 41);
        Assert.Equal([42L, 43L], new[] { Assign(mailbox), Assign(mailbox) });
        Assert.Equal(41, mailbox.Committed);
    }

    [Fact]
    public void OnlyTheCommittedPrefixIsHandedOut()
    {
        var mailbox = Claimed();
        var entries = Enumerable.Range(0, 4).Select(_ => Entry(Assign(mailbox))).ToArray();

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
                if (assigned < 60 && random.Next(2) == 0) waiting.Add(Entry(assigned = Assign(mailbox)));
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
        Assert.False(mailbox.IsFullFor(Peer));
        Assign(mailbox);
        Assert.True(mailbox.IsFullFor(Peer));
        mailbox.Acknowledge(10);
        Assert.False(mailbox.IsFullFor(Peer));
    }

    [Fact]
    public void TooManyUnacknowledgedBytesAreFullUntilSomeAreAcknowledged()
    {
        var mailbox = Claimed();
        for (var peer = 1; peer <= 4; peer++)
            while (!mailbox.IsFullFor(Connection(peer))) Assign(mailbox, Connection(peer), Limits.MaxCiphertext);
        Assert.True(mailbox.IsFullFor(Connection(5)));
        mailbox.Acknowledge(100);
        Assert.False(mailbox.IsFullFor(Connection(5)));
    }

    [Fact]
    public void OneConnectionHasAQuarterOfTheEntries()
    {
        var mailbox = Claimed();
        for (var i = 0; i < Limits.MaxUnacknowledgedPerConnection; i++)
        {
            Assert.False(mailbox.IsFullFor(Peer));
            Assign(mailbox);
        }

        Assert.True(mailbox.IsFullFor(Peer));
        Assert.False(mailbox.IsFullFor(Connection(2)));
        mailbox.Acknowledge(1);
        Assert.False(mailbox.IsFullFor(Peer));
    }

    [Fact]
    public void OneConnectionHasAQuarterOfTheBytes()
    {
        var mailbox = Claimed();
        var count = 0;
        for (; !mailbox.IsFullFor(Peer); count++) Assign(mailbox, Peer, Limits.MaxCiphertext);
        Assert.Equal(Limits.MaxUnacknowledgedBytesPerConnection / Limits.MaxCiphertext, count);
        Assert.False(mailbox.IsFullFor(Connection(2)));
        mailbox.Acknowledge(count);
        Assert.False(mailbox.IsFullFor(Peer));
    }

    [Fact]
    public void ARestartGivesNoConnectionAnotherShare()
    {
        var mailbox = new Mailbox(new MailboxHead(AgentId.New(), 2, 30_000, null), 1_000);
        for (var sequence = 1; sequence <= 30_000; sequence++)
            mailbox.Recount(Entry(sequence) with { Connection = Connection(sequence > 20_000 ? 2 : 1) });
        while (!mailbox.IsFullFor(Peer)) Assign(mailbox);
        Assert.Equal(30_000 + Limits.MaxUnacknowledgedPerConnection - 19_000 + 1, Assign(mailbox, Connection(2)));
    }

    [Theory]
    [InlineData(NoticeKind.ConnectionChanged, true)]
    [InlineData(NoticeKind.PeerKeysChanged, true)]
    [InlineData(NoticeKind.Undelivered, false)]
    public void NoticesThatOnlySayToReadAgainAreCounted(NoticeKind kind, bool counts)
    {
        var mailbox = Claimed();
        var notice = new Notice(kind, Peer, default, Noon, default).ToBytes();
        for (var i = 0; i < Limits.MaxUnreadChanges; i++)
        {
            Assert.False(mailbox.HasManyChanges(Peer));
            mailbox.Assign(new MailboxAppend(EntryKind.Notice, Peer, notice, default, RetentionClass.Keep, null));
        }

        Assert.Equal(counts, mailbox.HasManyChanges(Peer));
        Assert.False(mailbox.HasManyChanges(Connection(2)));
        mailbox.Acknowledge(1);
        Assert.False(mailbox.HasManyChanges(Peer));
    }

    [Fact]
    public void RandomEntriesAndAcknowledgementsAreCountedAsAListWould()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var counted = new Unacknowledged();
        List<(long Sequence, int Peer, bool IsChange)> list = [];
        long sequence = 0, acknowledged = 0;
        for (var step = 0; step < 20_000; step++)
        {
            sequence += random.Next(20) == 0 ? 2 : 1;
            list.Add((sequence, random.Next(3), random.Next(4) == 0));
            counted.Add(sequence, Connection(list[^1].Peer), random.Next(100_000), list[^1].IsChange);
            if (random.Next(5) == 0)
            {
                acknowledged = random.NextInt64(acknowledged, sequence + 1);
                counted.Acknowledge(acknowledged);
                list.RemoveAll(entry => entry.Sequence <= acknowledged);
            }

            for (var peer = 0; peer < 3; peer++)
            {
                var share = counted.Of(Connection(peer));
                Assert.True(
                    share.Count == list.Count(entry => entry.Peer == peer)
                    && share.Changes == list.Count(entry => entry.Peer == peer && entry.IsChange)
                    && (share.Count > 0 || share.Bytes == 0), $"seed {seed}, step {step}");
            }

            Assert.True(list.Count > 0 || counted.Bytes == 0, $"seed {seed}, step {step}");
        }
    }

    [Fact]
    public void OfEachDeviceTheNewestWatchedMessageThatIsAcknowledgedIsToldOnce()
    {
        var mailbox = Claimed();
        DeviceIdentity one = new(AgentId.New(), DeviceId.New()), other = new(AgentId.New(), DeviceId.New());
        AssignWatched(mailbox, one, 7);
        AssignWatched(mailbox, other, 1);
        AssignWatched(mailbox, one, 8);
        Assign(mailbox);
        AssignWatched(mailbox, one, 9);

        Assert.Equal(new Dictionary<DeviceIdentity, long> { [one] = 8, [other] = 1 }, mailbox.Acknowledge(3));
        Assert.Null(mailbox.Acknowledge(3));
        Assert.Null(mailbox.Acknowledge(4));
        Assert.Equal(new Dictionary<DeviceIdentity, long> { [one] = 9 }, mailbox.Acknowledge(5));
    }

    [Fact]
    public void TheEarliestExpiryIsKept()
    {
        var mailbox = Claimed();
        Assign(mailbox, expiresAt: Noon.AddHours(2));
        Assign(mailbox, expiresAt: Noon.AddHours(1));
        Assign(mailbox);
        Assert.Equal(Noon.AddHours(1), mailbox.NextExpiry);
    }

    [Fact]
    public void AScanStartsFromWhatCannotBeReadYet()
    {
        var mailbox = Claimed();
        var first = Assign(mailbox, expiresAt: Noon.AddHours(1));
        Assign(mailbox, expiresAt: Noon.AddHours(3));
        mailbox.Store(Entry(first));

        mailbox.BeginExpiryScan();
        Assert.Equal(Noon.AddHours(3), mailbox.NextExpiry);
        mailbox.NoteExpiry(Noon.AddHours(2));
        Assert.Equal(Noon.AddHours(2), mailbox.NextExpiry);
    }

    private static Mailbox Claimed(long sequence = 0) => new(new MailboxHead(AgentId.New(), 1, sequence, null), 0);

    private static ConnectionId Connection(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static long Assign(
        Mailbox mailbox, ConnectionId? connection = null, int bytes = 1, DateTimeOffset? expiresAt = null) =>
        mailbox.Assign(new MailboxAppend(
            EntryKind.Message, connection ?? Peer, new byte[bytes], default, RetentionClass.Keep, expiresAt));

    private static void AssignWatched(Mailbox mailbox, DeviceIdentity sender, long number) =>
        mailbox.Assign(new MailboxAppend(
            EntryKind.Message, Peer, new byte[1], default, RetentionClass.Keep, null,
            new SenderMark(Peer, sender.Device, number, new byte[32], 1, 0, SendStatus.Accepted),
            Watcher: sender.Agent));

    private static MailboxEntry Entry(long sequence) =>
        new(sequence, EntryKind.Message, default, Noon, default, default);
}
