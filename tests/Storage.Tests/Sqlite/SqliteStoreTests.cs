using System.Runtime.Versioning;
using System.Text;
using Microsoft.Extensions.Options;
using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What is special to the SQLite store: its file, its writer, its failures.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    private readonly SqliteUnderTest _test = new(options =>
    {
        options.MaxWaiting = 16;
        options.RetentionChunk = 10;
    });

    private SqliteStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    [Fact]
    public void AFolderHasOneOwner()
    {
        var options = Options.Create(new SqliteStorageOptions { Folder = _test.Folder });
        var refusal = Assert.Throws<StoreUnavailableException>(() => new SqliteStore(options, TimeProvider.System));
        Assert.Contains(_test.Folder, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseOfANewerBuildIsRefusedAndLeftAlone()
    {
        await Store.RunAsync(tables => tables.Database.Execute("INSERT INTO schema_version VALUES (9999)"));
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refusal = Assert.Throws<StoreUnavailableException>(_test.Reopen);
            Assert.Contains("9999", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AFileThatIsNoDatabaseIsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("cex-storage-").FullName;
        File.WriteAllText(Path.Combine(folder, SqliteFiles.Database), new string('x', 5_000));
        var options = Options.Create(new SqliteStorageOptions { Folder = folder });
        Assert.Throws<StoreUnavailableException>(() => new SqliteStore(options, TimeProvider.System));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task ACommitThatFailsFailsEveryStepOfItsBatchAndTheStoreGoesOn()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, 1, Mark(AlicesPhone, 1))));
        await LimitPagesAsync(Store, 0);

        using var entered = new ManualResetEventSlim();
        using var writerStands = new ManualResetEventSlim();
        var held = Store.RunAsync(_ =>
        {
            entered.Set();
            writerStands.Wait();
        }).AsTask();
        // All of them in the next batch: in one after it they would only be stale.
        entered.Wait();
        var steps = Enumerable.Range(2, 10).Select(n => Store.AppendAsync(Large(head, n)).AsTask()).ToArray();
        writerStands.Set();
        await held.ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var step in steps) await Assert.ThrowsAsync<StoreUnavailableException>(() => step);
        Assert.False(Store.Health.LastCommitSucceeded);
        Assert.NotNull(Store.Health.LastError);
        Assert.Single(await Store.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));

        await LimitPagesAsync(Store, 100_000);
        head = await Store.ClaimHeadAsync(Bob);
        Assert.Equal(1, head.Sequence);
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Large(head, 2)));
        Assert.True(Store.Health.LastCommitSucceeded);
        Assert.Equal(2, Assert.Single(await Store.ReadMarksAsync(Connection)).Sequence);
    }

    [Fact]
    public async Task AuditRecordsOutliveTheBatchThatFailedAroundThem()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        await LimitPagesAsync(Store, 0);
        using var writerStands = new ManualResetEventSlim();
        var held = Store.RunAsync(_ => writerStands.Wait()).AsTask();
        await Store.WriteAsync(Record("first"));
        var step = Store.AppendAsync(Large(head, 1)).AsTask();
        writerStands.Set();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => step);
        await LimitPagesAsync(Store, 100_000);
        await Store.WriteAsync(Record("second"));
        _test.Reopen();
        Assert.Equal(["first", "second"], (await Store.ReadAsync(0, 10)).Select(record => record.Record.Actor));
        Assert.True(held.IsCompleted);
    }

    [Fact]
    public async Task AFullQueueRefusesAndEmptiesAgain()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var held = Store.RunAsync(_ =>
        {
            entered.Set();
            released.Wait();
        }).AsTask();
        entered.Wait();
        var waiting = Enumerable.Range(1, 16).Select(n => Store.AppendAsync(Message(head, n)).AsTask()).ToArray();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.AppendAsync(Message(head, 17)).AsTask());
        var audit = Store.WriteAsync(Record("patient")).AsTask();
        Assert.False(audit.IsCompleted);
        Assert.Equal(16, Store.Health.Waiting);
        released.Set();
        await Task.WhenAll([.. waiting, held, audit]);
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, 17)));
    }

    [Fact]
    public async Task AClosedStoreHasWrittenWhatWaitedAndTakesNothingMore()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        var step = Store.AppendAsync(Message(head, 1)).AsTask();
        Store.Dispose();
        Assert.Equal(LogVerdict.Stored, await step);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.AppendAsync(Message(head, 2)).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.ReadOldestAsync(Bob).AsTask());
    }

    [Fact]
    public async Task SegmentsVanishWithTheirRowsAndRetentionGoesInChunks()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 35; n++)
            Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, n, Mark(AlicesPhone, n))));
        var later = StoreUnderTest.Noon.AddDays(31);
        var calls = 1;
        while (await Store.ApplyRetentionAsync(later)) calls++;
        Assert.Equal(4, calls);
        foreach (var table in new[] { "log", "mailbox_segments", "mark_segments" })
            await Store.RunAsync(tables =>
                Assert.Equal(0, tables.Database.QueryNumber($"SELECT count(*) FROM {table}")));
    }

    [Fact]
    public async Task WhatWasDeletedIsNoLongerInTheFile()
    {
        var canary = Encoding.ASCII.GetBytes("canary-of-a-deleted-message");
        var head = await Store.ClaimHeadAsync(Bob);
        var entry = Entry(1) with { Body = canary };
        await Store.AppendAsync(Message(head, 1) with { Entry = entry, Opens = Held(canary) });
        Assert.True(await FileHoldsAsync(canary));
        await Store.AppendAsync(new LogAppend { Closes = Held(canary).Key });
        await Store.ApplyRetentionAsync(StoreUnderTest.Noon.AddDays(31));
        Assert.False(await FileHoldsAsync(canary));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void OnlyTheOwnerOfTheProcessMayReadTheFiles()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no such modes.");
        foreach (var file in Directory.EnumerateFiles(_test.Folder, "exchange.db*"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    // Closing copies the log into the database and deletes it.
    private async Task<bool> FileHoldsAsync(byte[] bytes)
    {
        _test.Reopen();
        Store.Dispose();
        var file = await File.ReadAllBytesAsync(Path.Combine(_test.Folder, SqliteFiles.Database));
        _test.Reopen();
        return file.AsSpan().IndexOf(bytes) >= 0;
    }

    // 0 means: no page more than there are. The disk is full then, as far as SQLite can tell.
    private static async Task LimitPagesAsync(SqliteStore store, long pages) =>
        await store.RunAsync(tables => tables.Database.QueryNumber(
            $"PRAGMA max_page_count = {Math.Max(pages, tables.Database.QueryNumber("PRAGMA page_count") ?? 1)}"));

    private static LogAppend Large(MailboxHead head, long sequence) =>
        Message(head, sequence, Mark(AlicesPhone, sequence)) with { Entry = Entry(sequence, size: 60_000) };

    private static Hold Held(byte[] envelope) => Hold(1) with { Envelope = envelope };

    private static AuditRecord Record(string actor) => new(StoreUnderTest.Noon, actor, "test", "", "ok", "");
}
