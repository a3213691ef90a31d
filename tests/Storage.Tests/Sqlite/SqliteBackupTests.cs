using System.Text;
using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>Backup of a running store, and the restore that no earlier claimant can write to.</summary>
public sealed class SqliteBackupTests : IDisposable
{
    private readonly SqliteUnderTest _test = new();
    private readonly string _place = Directory.CreateTempSubdirectory("cex-backup-").FullName;

    private string BackupFile => Path.Combine(_place, "backup.db");

    private string Restored => Path.Combine(_place, "restored");

    public void Dispose()
    {
        _test.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    public async Task ARestoredStoreHoldsWhatTheBackupHeldAndItsClaimsHaveLeapt()
    {
        var head = await _test.Store.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 3; n++) await _test.Store.AppendAsync(Message(head, n, Mark(AlicesPhone, n)));
        await _test.Store.MoveCursorAsync(Bob, BobsPhone, 2);
        var next = (await _test.Store.ReadConnectionAsync(Connection, null, 2)).Next;
        SqliteBackup.Backup(_test.Folder, BackupFile);
        await _test.Store.AppendAsync(Message(head, 4, Mark(AlicesPhone, 4)));

        var report = SqliteBackup.Restore(BackupFile, Restored);
        Assert.Equal((1, 3), (report.Mailboxes, report.Position));
        Assert.Contains("recovered=false", report.Notice, StringComparison.Ordinal);
        Assert.Contains("put its folder 'secrets' back", report.Notice, StringComparison.Ordinal);
        using var store = SqliteUnderTest.OpenAt(Restored);
        Assert.Equal(LogVerdict.StaleHead, await store.AppendAsync(Message(head, 4, Mark(AlicesPhone, 4))));
        var entries = await store.ReadMailboxAsync(Bob, 0, 9, int.MaxValue);
        Assert.Equal([1, 2, 3], entries.Select(entry => entry.Sequence));
        Assert.Equal([new DeviceCursor(BobsPhone, 2)], await store.ReadCursorsAsync(Bob));
        Assert.Equal(3, Assert.Single(await store.ReadMarksAsync(Connection)).Sequence);
        await Assert.ThrowsAsync<FormatException>(async () => await store.ReadConnectionAsync(Connection, next, 2));
        var claimed = await store.ClaimHeadAsync(Bob);
        Assert.True(claimed.Epoch > head.Epoch + 1_000);
        Assert.Equal(LogVerdict.Stored, await store.AppendAsync(Message(claimed, 4, Mark(AlicesPhone, 4))));
    }

    [Fact]
    public async Task ABackupUnderLoadIsOneMoment()
    {
        var head = await _test.Store.ClaimHeadAsync(Bob);
        var steps = Enumerable.Range(1, 2_000)
            .Select(n => _test.Store.AppendAsync(Message(head, n, Mark(AlicesPhone, n))).AsTask()).ToArray();
        SqliteBackup.Backup(_test.Folder, BackupFile);
        await Task.WhenAll(steps);
        SqliteBackup.Restore(BackupFile, Restored);
        using var store = SqliteUnderTest.OpenAt(Restored);
        var entries = await store.ReadMailboxAsync(Bob, 0, 5_000, int.MaxValue);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Sequence));
        Assert.Equal(entries.Count, (await store.ClaimHeadAsync(Bob)).Sequence);
        Assert.Equal(entries.Count, (await store.ReadMarksAsync(Connection)).SingleOrDefault()?.Sequence ?? 0);
    }

    [Fact]
    public void NothingIsOverwritten()
    {
        SqliteBackup.Backup(_test.Folder, BackupFile);
        Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Backup(_test.Folder, BackupFile));
        Directory.CreateDirectory(Restored);
        File.WriteAllText(Path.Combine(Restored, "note"), "mine");
        Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Restore(BackupFile, Restored));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Restored, "note")));
    }

    [Fact]
    public void ARunningServersFolderIsRefused()
    {
        SqliteBackup.Backup(_test.Folder, BackupFile);
        var refusal = Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Restore(BackupFile, _test.Folder));
        Assert.Contains("Another process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoBackupIsRefusedAndLeavesNothing()
    {
        File.WriteAllBytes(BackupFile, Encoding.ASCII.GetBytes(new string('x', 10_000)));
        Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Restore(BackupFile, Restored));
        Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Restore(BackupFile + "-missing", Restored));
        Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Backup(_place, BackupFile + "-other"));
        Assert.Empty(Directory.EnumerateFiles(Restored, "*.db*"));
    }

    [Fact]
    public async Task ADamagedBackupIsRefused()
    {
        var head = await _test.Store.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 50; n++) await _test.Store.AppendAsync(Message(head, n, Mark(AlicesPhone, n)));
        SqliteBackup.Backup(_test.Folder, BackupFile);
        var bytes = await File.ReadAllBytesAsync(BackupFile);
        bytes.AsSpan(4096 * 2, 4096 * 3).Fill(0x5A);
        await File.WriteAllBytesAsync(BackupFile, bytes);
        Assert.Throws<StoreUnavailableException>(() => SqliteBackup.Restore(BackupFile, Restored));
        Assert.Empty(Directory.EnumerateFiles(Restored, "*.db*"));
    }
}
