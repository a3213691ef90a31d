using Microsoft.Extensions.Options;

namespace ContextExchange.Storage.Tests;

/// <summary>
/// Writes to a folder without end and says on its output what was acknowledged, a line each: <c>mailbox sequence</c>.
/// The
/// parent kills it.
/// </summary>
internal static class CrashWriter
{
    public const string Command = "write-until-killed";

    private const int Pipelined = 20;

    public static AgentId[] Mailboxes { get; } = [.. Enumerable.Range(1, 6).Select(n => new AgentId(Name(n)))];

    public static DeviceId Device { get; } = new(Name(100));

    public static ConnectionId ConnectionOf(AgentId mailbox) => ConnectionId.Between(mailbox, new AgentId(Name(200)));

    public static async Task RunAsync(string folder, TextWriter output)
    {
        // A small log, so that checkpoints are hit as well.
        var options = new SqliteStorageOptions { Folder = folder, CheckpointPages = 100 };
        using var store = new SqliteStore(Options.Create(options), TimeProvider.System);
        await Task.WhenAll(Mailboxes.Select(mailbox => WriteAsync(store, mailbox, TextWriter.Synchronized(output))));
    }

    private static async Task WriteAsync(SqliteStore store, AgentId mailbox, TextWriter output)
    {
        var head = await store.ClaimHeadAsync(mailbox);
        var waiting = new Queue<(long Sequence, Task<LogVerdict> Call)>();
        for (var sequence = head.Sequence + 1; ; sequence++)
        {
            waiting.Enqueue((sequence, store.AppendAsync(Step(head, sequence)).AsTask()));
            await store.WriteAsync(new AuditRecord(StoreUnderTest.Noon, "a", "b", "c", "ok", ""));
            if (waiting.Count < Pipelined) continue;
            var (oldest, call) = waiting.Dequeue();
            if (await call != LogVerdict.Stored) throw new InvalidOperationException("A step was refused.");
            await output.WriteLineAsync($"{mailbox} {oldest}");
            await output.FlushAsync();
        }
    }

    private static LogAppend Step(MailboxHead head, long sequence)
    {
        var connection = ConnectionOf(head.Mailbox);
        return new LogAppend
        {
            Mailbox = head.Mailbox,
            Epoch = head.Epoch,
            Entry = Sample.Entry(sequence, size: 700, connection: connection),
            Settles = new SenderMark(connection, Device, sequence, Sample.Digest(sequence), 1, 0, SendStatus.Accepted),
            Retention = RetentionClass.Keep,
        };
    }

    private static Guid Name(int n) => new(n, 7, 7, [7, 7, 7, 7, 7, 7, 7, 7]);
}
