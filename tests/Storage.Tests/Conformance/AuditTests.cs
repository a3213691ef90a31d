namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="IAuditLog"/> promises.</summary>
public abstract class AuditTests : StoreTests
{
    private protected AuditTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task RecordsAreNumberedChainedAndReadBackInOrder()
    {
        for (var n = 1; n <= 25; n++) await Store.Audit.WriteAsync(Record(n));
        await FlushAsync();
        Store.Reopen();
        for (var n = 26; n <= 30; n++) await Store.Audit.WriteAsync(Record(n));
        await FlushAsync();
        var records = await Store.Audit.ReadAsync(0, 100);
        var hash = AuditChain.Start;
        foreach (var (record, n) in records.Select((record, index) => (record, index + 1)))
        {
            Assert.Equal(n, record.Position);
            Assert.Equal(Record(n), record.Record);
            hash = AuditChain.Next(hash.Span, n, record.Record.At, record.Record.Actor, record.Record.Action,
                record.Record.Subject, record.Record.Outcome, record.Record.Origin);
            Assert.Equal(hash.ToArray(), record.Hash.ToArray());
        }

        Assert.Equal(30, records.Count);
    }

    [Fact]
    public async Task ReadingGoesOnAfterAPosition()
    {
        for (var n = 1; n <= 10; n++) await Store.Audit.WriteAsync(Record(n));
        await FlushAsync();
        Assert.Equal([4, 5, 6], (await Store.Audit.ReadAsync(3, 3)).Select(record => record.Position));
        Assert.Empty(await Store.Audit.ReadAsync(10, 3));
    }

    // The queue is in order: when a later write is on disk, so is every record before it.
    private async Task FlushAsync() => await Log.ClaimHeadAsync(Sample.Alice);

    private static AuditRecord Record(int n) => new(
        StoreUnderTest.Noon.AddMilliseconds(n), $"owner-{n}", "invite.create", n % 2 == 0 ? "" : $"ïnvite {n}", "ok",
        "0123456789abcdef");
}
