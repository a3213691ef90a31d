using System.Diagnostics;
using System.Globalization;

namespace ContextExchange.Storage.Tests;

/// <summary>
/// A process that is killed while it writes loses nothing that it acknowledged, and leaves nothing half-done.
/// </summary>
public sealed class SqliteCrashTests
{
    private const int Rounds = 5;

    [Fact]
    public async Task WhatWasAcknowledgedOutlivesAKillAndNothingIsHalfDone()
    {
        const int seed = 20301;
        var random = new Random(seed);
        using var folder = new SqliteUnderTest();
        folder.Store.Dispose();
        var acknowledged = CrashWriter.Mailboxes.ToDictionary(mailbox => mailbox, _ => 0L);
        for (var round = 0; round < Rounds; round++)
        {
            await WriteAndKillAsync(folder.Folder, random.Next(1, 1_500), acknowledged);
            folder.Reopen();
            foreach (var (mailbox, sequence) in acknowledged) await VerifyAsync(folder.Store, mailbox, sequence, seed);
            await VerifyAuditAsync(folder.Store);
            folder.Store.Dispose();
        }

        Assert.True(acknowledged.Values.Sum() >= Rounds, "Nothing was acknowledged, so nothing was shown.");
    }

    // SIGKILL after that many lines; what was written to the pipe before is still read.
    private static async Task WriteAndKillAsync(string folder, int lines, Dictionary<AgentId, long> acknowledged)
    {
        var assembly = typeof(CrashWriter).Assembly.Location;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, CrashWriter.Command, folder])
        {
            RedirectStandardOutput = true,
        })!;
        for (var line = 1; await process.StandardOutput.ReadLineAsync() is { } text; line++)
        {
            if (line == lines) process.Kill();
            // The last line may have been cut by the kill.
            if (text.Split(' ') is [var mailbox, var sequence] && AgentId.TryParse(mailbox, out var id)
                && long.TryParse(sequence, CultureInfo.InvariantCulture, out var number))
                acknowledged[id] = Math.Max(acknowledged[id], number);
        }

        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
    }

    private static async Task VerifyAsync(SqliteStore store, AgentId mailbox, long acknowledged, int seed)
    {
        var entries = await store.ReadMailboxAsync(mailbox, 0, int.MaxValue, int.MaxValue);
        Assert.True(
            entries.Count >= acknowledged, $"Seed {seed}: {entries.Count} stored, {acknowledged} acknowledged.");
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Sequence));
        Assert.Equal(entries.Count, (await store.ClaimHeadAsync(mailbox)).Sequence);
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

    private static async Task VerifyAuditAsync(SqliteStore store)
    {
        var hash = AuditChain.Start;
        foreach (var (position, record, chained) in await store.ReadAsync(0, int.MaxValue))
        {
            hash = AuditChain.Next(hash.Span, position, record.At, record.Actor, record.Action, record.Subject,
                record.Outcome, record.Origin);
            Assert.Equal(hash.ToArray(), chained.ToArray());
        }
    }
}
