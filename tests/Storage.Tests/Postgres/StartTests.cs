using Microsoft.Extensions.Options;

namespace ContextExchange.Storage.Tests;

/// <summary>What stops a store on PostgreSQL from opening, beside what the database itself says.</summary>
public sealed class StartTests : IDisposable
{
    private readonly PostgresUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(60, "60 minutes ahead of the database's")]
    [InlineData(-60, "60 minutes behind the database's")]
    public void AClockThatIsAnHourOffTheDatabases(int minutes, string says)
    {
        var failure = Assert.Throws<StoreUnavailableException>(() => Open(TimeSpan.FromMinutes(minutes)));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains("set both machines' clocks", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-4)]
    public void AFewMinutesAreLivedWith(int minutes) => Open(TimeSpan.FromMinutes(minutes)).Dispose();

    [Fact]
    public void AServerThatIsTooOld()
    {
        var failure = Assert.Throws<StoreUnavailableException>(() => PostgresSchema.RefuseOld(140_012));
        Assert.Equal("PostgreSQL 14.12 is too old: version 15 or newer is needed.", failure.Message);
        PostgresSchema.RefuseOld(150_000);
    }

    [Fact]
    public async Task AHostThatOnlyReadsIsPassedOver()
    {
        using var fenced = PostgresServer.Start(durable: false);
        fenced.Execute("postgres", "ALTER SYSTEM SET default_transaction_read_only = on");
        fenced.Execute("postgres", "SELECT pg_reload_conf()");
        using var writes = PostgresServer.Start(durable: false);
        var hosts = $"127.0.0.1:{fenced.Port},127.0.0.1:{writes.Port}";

        await ClaimAsync(hosts);

        Assert.Equal(1, writes.AskNumber("postgres", "SELECT count(*) FROM heads"));
    }

    [Fact]
    public async Task OfTwoHostsThatWriteTheOneOnTheNewerTimelineIsTaken()
    {
        using var replaced = PostgresServer.Start(durable: false);
        using var promoted = PostgresServer.Start(durable: false);
        promoted.BeginNewTimeline();
        var hosts = $"127.0.0.1:{replaced.Port},127.0.0.1:{promoted.Port}";

        await ClaimAsync(hosts);

        Assert.Equal(1, promoted.AskNumber("postgres", "SELECT count(*) FROM heads"));
    }

    private static async Task ClaimAsync(string hosts)
    {
        using var store = new PostgresStore(
            Options.Create(new PostgresStorageOptions
            {
                ConnectionString = $"Host={hosts};Database=postgres;Username=cex;SSL Mode=Disable",
            }),
            TimeProvider.System);
        await store.ClaimHeadAsync(Sample.Alice);
    }

    private PostgresStore Open(TimeSpan ahead) => new(
        Options.Create(new PostgresStorageOptions { ConnectionString = _test.ConnectionString }), new Ahead(ahead));

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
