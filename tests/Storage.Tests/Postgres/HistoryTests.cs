using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What a read costs when there is much that it does not ask for, and the planner knows it.</summary>
public sealed class HistoryTests : IDisposable
{
    private const int Messages = 40_000;
    private const int Reads = 10;

    // A read looks at whole segments, a few of them.
    private const int RowsOfSegment = 100;
    private const int MostRows = 5 * RowsOfSegment * Reads;

    private const string RowsOfLog =
        @"SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relname LIKE 'log\_%'";

    private const string Others =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private readonly PostgresUnderTest _test = new(options => options.MaxBatch = RowsOfSegment);

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task AReadOfAMailboxTouchesNoRowsButThoseAround()
    {
        var head = await FillAsync();
        for (var i = 0; i < Reads; i++)
            Assert.Equal(2, (await _test.Store.ReadMailboxAsync(Bob, head.Sequence - 2, 10, int.MaxValue)).Count);
        Assert.InRange(RowsRead(), Reads, MostRows);
    }

    [Fact]
    public async Task AReadOfAConversationTouchesNoRowsButThoseAround()
    {
        await FillAsync();
        for (var i = 0; i < Reads; i++)
            Assert.Equal(2, (await _test.Store.ReadConnectionBackAsync(Connection, null, 2)).Entries.Count);
        Assert.InRange(RowsRead(), Reads, MostRows);
    }

    private async Task<MailboxHead> FillAsync()
    {
        var head = await _test.Store.ClaimHeadAsync(Bob);
        await Task.WhenAll(
            from n in Enumerable.Range(1, Messages)
            select _test.Store.AppendAsync(Message(head, n, Mark(AlicesPhone, n))).AsTask());
        // As the autovacuum does some time later.
        _test.Execute("ANALYZE");
        return head with { Sequence = Messages };
    }

    /// <summary>Rows of the log that statements have found by now; a connection that ends tells its own.</summary>
    private long RowsRead()
    {
        _test.Store.Dispose();
        Assert.True(SpinWait.SpinUntil(() => _test.AskNumber(Others) == 0, TimeSpan.FromSeconds(30)));
        return _test.AskNumber(RowsOfLog);
    }
}
