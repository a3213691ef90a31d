using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>Rows are found whether their segments are in the tables, just move there, or never came.</summary>
public sealed class FreshSegmentsTests : IDisposable
{
    private const int Messages = 600;

    private readonly SqliteUnderTest _test = new(options => options.FreshSegments = 4);
    private long _acknowledged;

    private SqliteStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task ReadersFindEveryRowOnceWhileSegmentsMoveIntoTheirTables()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        var appending = Task.Run(() => AppendAsync(head));
        var reading = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadUntilAsync(appending))).ToArray();
        await appending;
        Assert.All(await Task.WhenAll(reading), reads => Assert.True(reads > 0));
    }

    [Fact]
    public async Task SegmentsThatNobodyWroteAreToldByTheLog()
    {
        await AppendAsync(await Store.ClaimHeadAsync(Bob));
        await Store.RunAsync(tables =>
        {
            tables.Database.Execute("DELETE FROM mailbox_segments; DELETE FROM mark_segments");
            tables.Database.Execute("UPDATE meta SET value = 0 WHERE name = 'segmented_position'");
        });

        _test.Reopen();

        await ReadAsync();
        Assert.Null(await Store.FindSettledAsync(Connection, AlicesPhone, Messages + 1));
        await AppendAsync(await Store.ClaimHeadAsync(Bob));
        await ReadAsync();
    }

    private async Task AppendAsync(MailboxHead head)
    {
        for (var n = head.Sequence + 1; n <= head.Sequence + Messages; n++)
        {
            Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, n, Mark(AlicesPhone, n))));
            Volatile.Write(ref _acknowledged, n);
        }
    }

    private async Task<int> ReadUntilAsync(Task end)
    {
        var reads = 0;
        for (; !end.IsCompleted; reads++) await ReadAsync();
        return reads;
    }

    private async Task ReadAsync()
    {
        var least = Volatile.Read(ref _acknowledged);
        var settled = least == 0 ? null : await Store.FindSettledAsync(Connection, AlicesPhone, least);
        Assert.Equal(least == 0 ? null : least, settled?.MailboxSequence);
        Assert.Equal(1, await Store.ReadOldestAsync(Bob));
        AssertWhole(await Store.ReadMailboxAsync(Bob, 0, int.MaxValue, int.MaxValue), least);
        AssertWhole((await Store.ReadConnectionAsync(Connection, null, int.MaxValue - 1)).Entries, least);
        var back = (await Store.ReadConnectionBackAsync(Connection, null, 10)).Entries;
        Assert.True(least == 0 || back[^1].Sequence >= least);
        Assert.Equal(back.Select((_, i) => back[0].Sequence + i), back.Select(entry => entry.Sequence));
    }

    private static void AssertWhole(IReadOnlyList<MailboxEntry> entries, long least)
    {
        Assert.True(entries.Count >= least, $"{entries.Count} of {least} entries were found");
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Sequence));
    }
}
