using Npgsql;
using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>Connections that break: what was acknowledged is there, what is unknown is found by claiming.</summary>
public sealed class PostgresOutageTests : IDisposable
{
    private readonly PostgresProxy _proxy = new(PostgresServer.Shared.Port);
    private readonly PostgresUnderTest _test;

    public PostgresOutageTests() => _test = new PostgresUnderTest(
        options => options.ConnectionString = PostgresServer.ConnectionStringAt(_proxy.Port, DatabaseOf(options)));

    private PostgresStore Store => _test.Store;

    public void Dispose()
    {
        _test.Dispose();
        _proxy.Dispose();
    }

    [Theory]
    [InlineData(ProxyCut.Request, 0)]
    [InlineData(ProxyCut.Answer, 20)]
    public async Task AnUnknownOutcomeIsFoundOutByClaimingTheHead(object cut, int stored)
    {
        var head = await Store.ClaimHeadAsync(Bob);
        await Store.ReadOldestAsync(Bob);
        // The day's part is there already, so that the steps are the next thing that is said.
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, 1)));
        var batch = await AppendAtOnceAsync(head, (ProxyCut)cut);
        foreach (var step in batch) await Assert.ThrowsAsync<StoreUnavailableException>(() => step);
        Assert.False(Store.Health.LastCommitSucceeded);

        var claimed = await Store.ClaimHeadAsync(Bob);
        Assert.Equal(1 + stored, claimed.Sequence);
        Assert.Equal(1 + stored, (await Store.ReadMailboxAsync(Bob, 0, 99, int.MaxValue)).Count);
        Assert.Equal(LogVerdict.StaleHead, await Store.AppendAsync(Message(head, 2 + stored)));
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(claimed, 2 + stored)));
        Assert.True(Store.Health.LastCommitSucceeded);
    }

    [Theory]
    [InlineData(ProxyCut.Request)]
    [InlineData(ProxyCut.Answer)]
    public async Task AuditRecordsAreChainedOnceWhateverBecameOfTheirCommit(object cut)
    {
        await Store.ClaimHeadAsync(Bob);
        _proxy.CutNext((ProxyCut)cut);
        await Store.WriteAsync(Record("first"));
        Assert.True(SpinWait.SpinUntil(() => Store.Health.LastError is not null, TimeSpan.FromSeconds(30)));
        await Store.WriteAsync(Record("second"));
        await Store.ClaimHeadAsync(Bob);
        Assert.Equal(["first", "second"], (await Store.ReadAsync(0, 10)).Select(record => record.Record.Actor));
    }

    [Fact]
    public async Task ReadsGoOnAfterTheServerClosedTheirConnections()
    {
        await Store.ClaimHeadAsync(Bob);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Store.ReadOldestAsync(Bob).AsTask()));
        _test.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        Assert.Equal(1, await Store.ReadOldestAsync(Bob));
    }

    [Fact]
    public async Task AnIdleStoreFindsOutByItselfThatTheServerIsBack()
    {
        await Store.ClaimHeadAsync(Bob);
        _proxy.CutNext(ProxyCut.Request);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.ClaimHeadAsync(Bob).AsTask());
        Assert.False(Store.Health.LastCommitSucceeded);
        Assert.True(SpinWait.SpinUntil(() => Store.Health.LastCommitSucceeded, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task AnIdleStoreFindsOutByItselfThatTheServerIsGoneAndThatItIsBack()
    {
        using var server = PostgresServer.Start(durable: false);
        using var test = new PostgresUnderTest(
            options => options.ProbeIdle = TimeSpan.FromMilliseconds(100), server) { IsSpoilt = true };
        await test.Store.ClaimHeadAsync(Bob);

        server.Kill();
        Assert.True(
            SpinWait.SpinUntil(() => !test.Store.Health.LastCommitSucceeded, TimeSpan.FromSeconds(30)));

        server.Run();
        Assert.True(SpinWait.SpinUntil(() => test.Store.Health.LastCommitSucceeded, TimeSpan.FromSeconds(30)));
    }

    // The writer waits for the lock of another mailbox meanwhile, so that one statement takes them all.
    private async Task<Task<LogVerdict>[]> AppendAtOnceAsync(MailboxHead head, ProxyCut cut)
    {
        await Store.ClaimHeadAsync(Alice);
        await using var other = new NpgsqlConnection(_test.ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("SELECT * FROM heads WHERE mailbox = $1 FOR UPDATE", other);
        locking.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Alice.Value });
        await locking.ExecuteNonQueryAsync();
        var claim = Store.ClaimHeadAsync(Alice).AsTask();
        Assert.True(SpinWait.SpinUntil(() => Store.Health.Waiting == 0, TimeSpan.FromSeconds(30)));
        var batch = Enumerable.Range(2, 20).Select(n => Store.AppendAsync(Message(head, n)).AsTask()).ToArray();
        _proxy.CutNext(cut, atLeast: 2_000);
        await transaction.RollbackAsync();
        Assert.Equal(2, (await claim).Epoch);
        return batch;
    }

    private static string DatabaseOf(PostgresStorageOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;

    private static AuditRecord Record(string actor) => new(StoreUnderTest.Noon, actor, "test", "", "ok", "");
}
