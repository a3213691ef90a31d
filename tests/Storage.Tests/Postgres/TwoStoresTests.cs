using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>Several servers on one database: epochs decide who may write, and nobody waits for ever.</summary>
public sealed class TwoStoresTests : IDisposable
{
    private static readonly AgentId[] Mailboxes = [.. Enumerable.Range(1, 8).Select(n => new AgentId(Name(n)))];

    private readonly PostgresUnderTest _test = new();
    private readonly PostgresStore _other;

    public TwoStoresTests() => _other = _test.Open();

    public void Dispose()
    {
        _other.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task TheNewerClaimantOfAnotherStoreFencesTheOlder()
    {
        var old = await _test.Store.ClaimHeadAsync(Bob);
        Assert.Equal(LogVerdict.Stored, await _test.Store.AppendAsync(Message(old, 1, Mark(AlicesPhone, 1))));
        var claimed = await _other.ClaimHeadAsync(Bob);
        Assert.Equal((old.Epoch + 1, 1L), (claimed.Epoch, claimed.Sequence));
        Assert.Equal(LogVerdict.StaleHead, await _test.Store.AppendAsync(Message(old, 2, Mark(AlicesPhone, 2))));
        Assert.Equal(LogVerdict.Stored, await _other.AppendAsync(Message(claimed, 2, Mark(AlicesPhone, 2))));
        Assert.Equal(2, Assert.Single(await _test.Store.ReadMarksAsync(Connection)).Sequence);
    }

    [Fact]
    public async Task AClaimOfAConnectionAtAnotherStoreFencesWhatIsJudgedUnderTheOlderOne()
    {
        // The mailbox stays whose it is: only who judges has changed.
        var head = await _test.Store.ClaimHeadAsync(Bob);
        var old = new ConnectionFence(Connection, await _other.ClaimConnectionAsync(Connection));
        var newest = new ConnectionFence(Connection, await _test.Store.ClaimConnectionAsync(Connection));
        var steps = Enumerable.Range(1, 10).Select(n => _test.Store.AppendAsync(
            Message(head, n, Mark(AlicesPhone, n)) with { Fence = n == 1 ? old : newest }).AsTask()).ToArray();
        var verdicts = await Task.WhenAll(steps);
        Assert.Equal(LogVerdict.StaleConnection, verdicts[0]);
        Assert.All(verdicts[1..], verdict => Assert.Equal(LogVerdict.StaleHead, verdict));

        Assert.Equal(LogVerdict.Stored, await _test.Store.AppendAsync(
            Message(head, 1, Mark(AlicesPhone, 1)) with { Fence = newest }));
    }

    [Fact]
    public async Task OnlyTheStaleRowsOfABatchAreRefused()
    {
        var bob = await _test.Store.ClaimHeadAsync(Bob);
        var alice = await _test.Store.ClaimHeadAsync(Alice);
        await _other.ClaimHeadAsync(Bob);
        var steps = Enumerable.Range(1, 20).SelectMany(n => new[]
        {
            _test.Store.AppendAsync(Message(bob, n)).AsTask(), _test.Store.AppendAsync(Message(alice, n)).AsTask(),
        }).ToArray();
        var verdicts = await Task.WhenAll(steps);
        Assert.All(verdicts.Where((_, i) => i % 2 == 0), verdict => Assert.Equal(LogVerdict.StaleHead, verdict));
        Assert.All(verdicts.Where((_, i) => i % 2 == 1), verdict => Assert.Equal(LogVerdict.Stored, verdict));
    }

    [Fact]
    public async Task AHoldThatTwoStoresCloseEndsOnce()
    {
        for (var n = 1; n <= 20; n++)
        {
            await _test.Store.AppendAsync(new LogAppend { Opens = Hold(n) });
            var verdicts = await Task.WhenAll(
                _test.Store.AppendAsync(new LogAppend { Closes = Hold(n).Key }).AsTask(),
                _other.AppendAsync(new LogAppend { Closes = Hold(n).Key }).AsTask());
            Assert.Equal([LogVerdict.Stored, LogVerdict.HoldClosed], verdicts.Order());
        }
    }

    [Fact]
    public async Task AStateThatTwoStoresMakeIsMadeOnce()
    {
        for (var n = 1; n <= 20; n++)
        {
            var write = new StateWrite(new StateKey("owner", $"o{n}", "owner"), null, new byte[] { 1 }, null);
            var verdicts = await Task.WhenAll(
                ((IStateStore)_test.Store).WriteStateAsync(write).AsTask(),
                ((IStateStore)_other).WriteStateAsync(write).AsTask());
            Assert.Single(verdicts, verdict => verdict.Stored);
            Assert.Single(verdicts.Select(verdict => verdict.Version).Distinct());
        }
    }

    [Fact]
    public async Task AuditRecordsOfTwoStoresAreOneChain()
    {
        await Task.WhenAll(WriteAsync(_test.Store), WriteAsync(_other));
        var records = await _other.ReadAsync(0, 999);
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), records.Select(record => record.Position));
        var hash = AuditChain.Start;
        foreach (var (position, record, chained) in records)
        {
            hash = AuditChain.Next(hash.Span, position, record.At, record.Actor, record.Action, record.Subject,
                record.Outcome, record.Origin);
            Assert.Equal(hash.ToArray(), chained.ToArray());
        }

        static async Task WriteAsync(PostgresStore store)
        {
            for (var n = 0; n < 100; n++)
            {
                await store.WriteAsync(new AuditRecord(StoreUnderTest.Noon, $"a{n}", "test", "", "ok", ""));
                if (n % 10 == 0) await store.ClaimHeadAsync(Bob);
            }

            await store.ClaimHeadAsync(Alice);
        }
    }

    /// <summary>
    /// Both claim the same mailboxes from each other all the time and write to all of them in every batch, in different
    /// orders. Every acknowledged entry is there, in its place, once.
    /// </summary>
    [Fact]
    public async Task TwoWritersOfTheSameMailboxesNeitherDeadlockNorLoseWhatTheyAcknowledged()
    {
        var acknowledged = new[] { new HashSet<(AgentId, long, int)>(), [] };
        await Task.WhenAll(
            FightAsync(_test.Store, 0, acknowledged[0], new Random(1)),
            FightAsync(_other, 1, acknowledged[1], new Random(2)));
        Assert.True(acknowledged[0].Count > 100 && acknowledged[1].Count > 100,
            $"{acknowledged[0].Count} and {acknowledged[1].Count} entries: too few to have shown anything.");
        foreach (var mailbox in Mailboxes)
        {
            var entries = await _other.ReadMailboxAsync(mailbox, 0, int.MaxValue, int.MaxValue);
            Assert.Equal(
                Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Sequence));
            Assert.Equal(entries.Count, (await _other.ClaimHeadAsync(mailbox)).Sequence);
            var stored = entries.Select(entry => (mailbox, entry.Sequence, (int)entry.Body.Span[^1])).ToHashSet();
            var told = acknowledged.SelectMany(set => set).Where(entry => entry.Item1 == mailbox).ToHashSet();
            Assert.True(told.SetEquals(stored), $"{told.Count} acknowledged, {stored.Count} stored.");
        }
    }

    private static async Task FightAsync(
        PostgresStore store, int who, HashSet<(AgentId, long, int)> acknowledged, Random random)
    {
        var heads = new Dictionary<AgentId, (MailboxHead Head, long Sequence)>();
        for (var round = 0; round < 60; round++)
        {
            var order = Mailboxes.OrderBy(_ => random.Next()).ToArray();
            foreach (var mailbox in order.Where(mailbox => !heads.ContainsKey(mailbox)))
            {
                var head = await store.ClaimHeadAsync(mailbox);
                heads[mailbox] = (head, head.Sequence);
            }

            var steps = order.SelectMany(mailbox => Enumerable.Range(1, 3).Select(n =>
            {
                var (head, sequence) = heads[mailbox];
                return (mailbox, sequence + n, Call: store.AppendAsync(Step(head, sequence + n, who)).AsTask());
            })).ToArray();
            foreach (var (mailbox, sequence, call) in steps)
            {
                if (await call == LogVerdict.Stored)
                {
                    acknowledged.Add((mailbox, sequence, who));
                    if (heads.TryGetValue(mailbox, out var known)) heads[mailbox] = (known.Head, sequence);
                }
                else
                {
                    heads.Remove(mailbox);
                }
            }
        }
    }

    private static LogAppend Step(MailboxHead head, long sequence, int who)
    {
        var entry = Entry(sequence);
        var body = entry.Body.ToArray();
        body[^1] = (byte)who;
        return Message(head, sequence) with { Entry = entry with { Body = body } };
    }

    private static Guid Name(int n) => new(n, 7, 7, [7, 7, 7, 7, 7, 7, 7, 7]);
}
