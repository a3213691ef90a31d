using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>A server that is killed while it writes loses nothing that it acknowledged.</summary>
public sealed class PostgresCrashTests
{
    private const int Rounds = 3;
    private const int Pipelined = 20;

    [Fact]
    public async Task WhatWasAcknowledgedOutlivesAKilledServerAndNothingIsHalfDone()
    {
        const int seed = 20301;
        var random = new Random(seed);
        using var server = PostgresServer.Start(durable: true);
        using var test = new PostgresUnderTest(server: server) { IsSpoilt = true };
        var acknowledged = CrashWriter.Mailboxes.ToDictionary(mailbox => mailbox, _ => 0L);
        var unknown = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var lines = random.Next(50, 400);
            var told = 0;
            using var enough = new SemaphoreSlim(0);
            var writers = CrashWriter.Mailboxes.Select(mailbox => WriteAsync(test.Store, mailbox, sequence =>
            {
                lock (acknowledged) acknowledged[mailbox] = Math.Max(acknowledged[mailbox], sequence);
                if (Interlocked.Increment(ref told) == lines) enough.Release();
            })).ToArray();
            await enough.WaitAsync();
            server.Kill();
            unknown += (await Task.WhenAll(writers)).Sum();
            server.Run();

            // The same store goes on; it has found out about the outage by itself.
            foreach (var (mailbox, sequence) in acknowledged) await VerifyAsync(test.Store, mailbox, sequence, seed);
        }

        Assert.True(unknown > 0, "No call was under way when the server was killed, so nothing was shown.");
    }

    // Writes until the store fails; says how many calls were then left without an answer.
    private static async Task<int> WriteAsync(PostgresStore store, AgentId mailbox, Action<long> acknowledge)
    {
        var waiting = new Queue<(long Sequence, Task<LogVerdict> Call)>();
        try
        {
            var head = await store.ClaimHeadAsync(mailbox);
            for (var sequence = head.Sequence + 1; ; sequence++)
            {
                waiting.Enqueue((sequence, store.AppendAsync(Step(head, sequence)).AsTask()));
                if (waiting.Count < Pipelined) continue;
                var (oldest, call) = waiting.Peek();
                if (await call != LogVerdict.Stored) throw new InvalidOperationException("A step was refused.");
                acknowledge(oldest);
                waiting.Dequeue();
            }
        }
        catch (StoreUnavailableException)
        {
            var lost = 0;
            foreach (var (sequence, call) in waiting)
            {
                try
                {
                    // A step of a later statement, which no earlier one of its mailbox can have survived.
                    if (await call == LogVerdict.Stored) acknowledge(sequence);
                }
                catch (StoreUnavailableException)
                {
                    lost++;
                }
            }

            return lost;
        }
    }

    private static async Task VerifyAsync(PostgresStore store, AgentId mailbox, long acknowledged, int seed)
    {
        var head = await store.ClaimHeadAsync(mailbox);
        var entries = await store.ReadMailboxAsync(mailbox, 0, int.MaxValue, int.MaxValue);
        Assert.True(
            entries.Count >= acknowledged, $"Seed {seed}: {entries.Count} stored, {acknowledged} acknowledged.");
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Sequence));
        Assert.Equal(entries.Count, head.Sequence);
        var connection = CrashWriter.ConnectionOf(mailbox);
        Assert.Equal(entries.Count, (await store.ReadMarksAsync(connection)).SingleOrDefault()?.Sequence ?? 0);
        Assert.Equal(
            entries.Count, (await store.ReadConnectionAsync(connection, null, int.MaxValue - 1)).Entries.Count);
        for (var number = 1; number <= entries.Count; number += 37)
        {
            var settled = await store.FindSettledAsync(connection, CrashWriter.Device, number);
            Assert.Equal(number, settled?.MailboxSequence);
        }
    }

    private static LogAppend Step(MailboxHead head, long sequence)
    {
        var connection = CrashWriter.ConnectionOf(head.Mailbox);
        return new LogAppend
        {
            Mailbox = head.Mailbox,
            Epoch = head.Epoch,
            Entry = Entry(sequence, size: 700, connection: connection),
            Settles = new SenderMark(
                connection, CrashWriter.Device, sequence, Digest(sequence), 1, 0, SendStatus.Accepted),
            Retention = RetentionClass.Keep,
        };
    }
}
