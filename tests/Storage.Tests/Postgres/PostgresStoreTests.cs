using Npgsql;
using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What is special to the PostgreSQL store: its schema, its statement, its failures.</summary>
public sealed class PostgresStoreTests : IDisposable
{
    private readonly PostgresUnderTest _test = new(options =>
    {
        options.ReadConnections = 2;
        options.ReadWait = 0.05;
        options.RetentionChunk = 10;
    });

    private PostgresStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    [Fact]
    public void ADatabaseOfANewerBuildIsRefusedAndLeftAlone()
    {
        _test.IsSpoilt = true;
        _test.Execute("INSERT INTO schema_version VALUES (9999, 9000)");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refusal = Assert.Throws<StoreUnavailableException>(_test.Reopen);
            Assert.Contains("schema 9999", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("start the newer build", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ANewerSchemaThatServesThisBuildIsUsed()
    {
        _test.IsSpoilt = true;
        _test.Execute("INSERT INTO schema_version VALUES (9999, 1)");
        _test.Reopen();
        Assert.Equal(1, (await Store.ClaimHeadAsync(Bob)).Epoch);
    }

    [Fact]
    public void AMissingTableIsNamed()
    {
        _test.IsSpoilt = true;
        _test.Execute("DROP TABLE holds");
        var refusal = Assert.Throws<StoreUnavailableException>(_test.Reopen);
        Assert.Contains("holds is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AServerThatIsNotThereIsNamed()
    {
        var options = new PostgresStorageOptions { ConnectionString = "Host=127.0.0.1;Port=1;Database=x;Username=x" };
        var refusal = Assert.Throws<StoreUnavailableException>(() => PostgresUnderTest.OpenAt(options));
        Assert.Contains("127.0.0.1:1/x", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("check that PostgreSQL runs", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatOnlyReadsRefusesWritesAndNothingIsLost()
    {
        _test.IsSpoilt = true;
        var head = await Store.ClaimHeadAsync(Bob);
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, 1)));
        _test.Execute($"ALTER DATABASE {_test.Database} SET default_transaction_read_only = on");
        _test.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            + "AND pid <> pg_backend_pid()");
        // The first one learns that the connection has ended, the second that there is only one that reads.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.AppendAsync(Message(head, 2)).AsTask());
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Store.AppendAsync(Message(head, 2)).AsTask());
        Assert.Contains("only reads", refusal.Message, StringComparison.Ordinal);
        Assert.Single(await Store.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));
        Assert.False(Store.Health.LastCommitSucceeded);
        Assert.Throws<StoreUnavailableException>(() => _test.Open());

        PostgresServer.Shared.Execute(
            "postgres", $"ALTER DATABASE {_test.Database} RESET default_transaction_read_only");
        head = await Store.ClaimHeadAsync(Bob);
        Assert.Equal(1, head.Sequence);
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, 2)));
        Assert.True(Store.Health.LastCommitSucceeded);
    }

    [Fact]
    public async Task AFullDiskIsSaidAndNothingOfTheWriteIsStored()
    {
        _test.IsSpoilt = true;
        var head = await Store.ClaimHeadAsync(Bob);
        _test.Execute(
            """
            CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER no_space BEFORE INSERT ON mark_segments FOR EACH ROW EXECUTE FUNCTION no_space();
            """);
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Store.AppendAsync(Message(head, 1, Mark(AlicesPhone, 1))).AsTask());
        Assert.Contains("disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await Store.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));
        _test.Execute("DROP TRIGGER no_space ON mark_segments");
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, 1, Mark(AlicesPhone, 1))));
    }

    [Fact]
    public async Task ACommitThatFailsAfterItsAnswerWasSentIsNotAcknowledged()
    {
        _test.IsSpoilt = true;
        var head = await Store.ClaimHeadAsync(Bob);
        _test.Execute(
            """
            CREATE FUNCTION not_after_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'not after all'; END $$;
            CREATE CONSTRAINT TRIGGER not_after_all AFTER INSERT ON mailbox_segments
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION not_after_all();
            """);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.AppendAsync(Message(head, 1)).AsTask());
        Assert.Empty(await Store.ReadMailboxAsync(Bob, 0, 10, int.MaxValue));
        Assert.Equal(0, (await Store.ClaimHeadAsync(Bob)).Sequence);
    }

    [Fact]
    public async Task AValueThatTheDatabaseRefusesHarmsNoNeighbour()
    {
        var states = (IStateStore)Store;
        var head = await Store.ClaimHeadAsync(Bob);
        var write = new StateWrite(new("owner", "o\0", "owner"), null, new byte[1], null);
        var bad = states.WriteStateAsync(write).AsTask();
        var steps = Enumerable.Range(1, 20).Select(n => Store.AppendAsync(Message(head, n)).AsTask()).ToList();
        var worse = states.WriteStateAsync(write with { Key = new("owner", "\0", "owner") }).AsTask();
        steps.AddRange(Enumerable.Range(21, 20).Select(n => Store.AppendAsync(Message(head, n)).AsTask()));
        Assert.All(await Task.WhenAll(steps), verdict => Assert.Equal(LogVerdict.Stored, verdict));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => bad);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => worse);
    }

    [Fact]
    public async Task AnAuditRecordThatNoDatabaseCanHoldIsKeptAsFarAsItCanBe()
    {
        await Store.WriteAsync(new AuditRecord(StoreUnderTest.Noon, "a\0b", "test", "\ud800", "ok", ""));
        await Store.ClaimHeadAsync(Bob);
        var record = Assert.Single(await Store.ReadAsync(0, 9));
        Assert.Equal(("a\ufffdb", "\ufffd"), (record.Record.Actor, record.Record.Subject));
        Assert.Equal(
            AuditChain.Next(AuditChain.Start.Span, 1, record.Record.At, "a\ufffdb", "test", "\ufffd", "ok", ""),
            record.Hash.ToArray());
    }

    [Fact]
    public async Task ReadsWaitForAConnectionOnlyAsLongAsTheyMay()
    {
        using var other = new NpgsqlConnection(_test.ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("LOCK TABLE epochs IN ACCESS EXCLUSIVE MODE", other);
        await command.ExecuteNonQueryAsync();
        var blocked = Enumerable.Range(0, 2)
            .Select(_ => Store.FindEpochAsync(Connection, Digest(1)).AsTask()).ToArray();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.ReadOldestAsync(Bob).AsTask());
        Assert.Contains("All 2 reading connections", refusal.Message, StringComparison.Ordinal);
        // Writes have a connection of their own.
        Assert.Equal(1, (await Store.ClaimHeadAsync(Alice)).Epoch);
        await transaction.RollbackAsync();
        Assert.All(await Task.WhenAll(blocked), Assert.Null);
        Assert.Equal(1, await Store.ReadOldestAsync(Bob));
    }

    [Fact]
    public async Task RetentionDropsWholeDaysInChunks()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 35; n++)
            Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(
                Message(head, n, Mark(AlicesPhone, n)) with
                {
                    Entry = Entry(n, at: StoreUnderTest.Noon.AddDays(n <= 25 ? 0 : 1)),
                }));
        Assert.Equal(2, _test.AskNumber("SELECT count(*) FROM log_parts"));
        var calls = 1;
        while (await Store.ApplyRetentionAsync(StoreUnderTest.Noon.AddDays(31))) calls++;
        Assert.True(calls >= 5, $"{calls} calls for 50 segments, 10 at a time.");
        Assert.Equal(1, _test.AskNumber("SELECT count(*) FROM log_parts"));
        Assert.Equal(1, _test.AskNumber(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'log'::regclass"));
        Assert.Equal(10, _test.AskNumber("SELECT count(*) FROM mailbox_segments"));
        Assert.Equal(10, _test.AskNumber("SELECT count(*) FROM mark_segments"));
        Assert.Equal(26, await Store.ReadOldestAsync(Bob));
        // The day is made again for a message that is late.
        Assert.Equal(LogVerdict.Stored, await Store.AppendAsync(Message(head, 36, Mark(AlicesPhone, 36))));
    }

    [Fact]
    public async Task ARestoredDatabaseLetsClaimsLeapAndCursorsStartAnew()
    {
        var head = await Store.ClaimHeadAsync(Bob);
        for (var n = 1; n <= 3; n++) await Store.AppendAsync(Message(head, n));
        var next = (await Store.ReadConnectionAsync(Connection, null, 2)).Next;
        Assert.Equal(1, _test.AskNumber("SELECT after_restore()"));
        Assert.Equal(LogVerdict.StaleHead, await Store.AppendAsync(Message(head, 4)));
        await Assert.ThrowsAsync<FormatException>(async () => await Store.ReadConnectionAsync(Connection, next, 2));
        Assert.True((await Store.ClaimHeadAsync(Bob)).Epoch > head.Epoch + 1_000);
    }

    [Theory]
    [InlineData("Host=db.example.org;Database=cex;SSL Mode=Require", "VerifyFull")]
    [InlineData("Host=127.0.0.1,db.example.org;Database=cex;SSL Mode=Disable", "VerifyFull")]
    [InlineData("Host=127.0.0.1.example.org;Database=cex;SSL Mode=Disable", "VerifyFull")]
    [InlineData("Host=db.example.org", "Database")]
    [InlineData("Hots=db.example.org;Password=secret", "cannot be read")]
    public void AConnectionStringThatIsNotSafeOrNotWholeIsRefused(string text, string names)
    {
        var result = new PostgresOptionsValidator().Validate(
            null, new PostgresStorageOptions { ConnectionString = text });
        Assert.True(result.Failed);
        Assert.Contains(names, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db.example.org;Database=cex", SslMode.VerifyFull)]
    [InlineData("Host=db.example.org,db2.example.org:5433;Database=cex", SslMode.VerifyFull)]
    [InlineData("Host=/run/postgresql;Database=cex", SslMode.Prefer)]
    [InlineData("Host=localhost:5433;Database=cex;SSL Mode=Disable", SslMode.Disable)]
    public void BeyondThisMachineTheCertificateIsVerifiedInFull(string text, SslMode expected)
    {
        var options = new PostgresStorageOptions { ConnectionString = text };
        Assert.True(new PostgresOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(expected, PostgresAddress.Of(options).SslMode);
    }
}
