using System.Reflection;
using ContextExchange.Grains.Due;
using ContextExchange.Grains.Notices;
using ContextExchange.Grains.Storage;
using ContextExchange.Grains.Tests.Kit;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>Deadlines beside others that cannot be carried out, for a reason that nobody foresaw.</summary>
public sealed class DueWorkTests
{
    [Fact]
    public async Task AGrainThatFailsEndsNothingAndTheOthersAreWoken()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask));
        Assert.Equal(SendStatus.Held, (await pair.SendAsync()).Status);
        // The connection's own timer goes with its silo.
        await exchange.RestartAsync();
        exchange.Time.Advance(TimeSpan.FromHours(24));
        var work = new DueWork(new BrokenBefore(exchange.Store, 1), exchange.Time, new Warnings());

        await work.CarryOutAsync(exchange.Grains, CancellationToken.None);

        Assert.Equal(NoticeKind.HoldExpired, (await exchange.NoticesOfAsync(pair.Sender))[^1].Kind);
    }

    [Fact]
    public async Task MoreGrainsThatFailThanASweepTakesKeepNoOtherFromItsTurn()
    {
        await using var exchange = await Exchange.StartAsync();
        var warnings = new Warnings();
        var work = new DueWork(new BrokenBefore(exchange.Store, 600), exchange.Time, warnings);

        for (var sweep = 0; sweep < 3; sweep++) await work.CarryOutAsync(exchange.Grains, CancellationToken.None);

        // Each had its turn, and none a second one before the last had its first.
        Assert.Equal(600, warnings.Count);
    }

    [Fact]
    public async Task AGrainThatFailsIsTriedAgainAfterPausesThatGrowToAMinute()
    {
        await using var exchange = await Exchange.StartAsync();
        var warnings = new Warnings();
        var work = new DueWork(new BrokenBefore(exchange.Store, 1), exchange.Time, warnings);
        List<int> tried = [];

        for (var second = 0; second <= 250; second++)
        {
            var before = warnings.Count;
            await work.CarryOutAsync(exchange.Grains, CancellationToken.None);
            if (warnings.Count > before) tried.Add(second);
            exchange.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183, 243], tried);
    }

    [Fact]
    public async Task AnOwnerWhoCannotBeToldForAnUnknownReasonIsPausedAndTriedAgain()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask));
        Assert.Equal(SendStatus.Held, (await pair.SendAsync()).Status);
        var warnings = new Warnings();
        var owners = new AskedOwners(exchange.Store, exchange.Time, warnings);
        var broken = DispatchProxy.Create<IGrainFactory, Broken>();

        await owners.TellAsync(broken);
        await owners.TellAsync(broken);
        Assert.Equal(1, warnings.Count);

        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        await owners.TellAsync(broken);
        Assert.Equal(2, warnings.Count);
    }

#pragma warning disable CA1852 // A proxy is derived from it at run time.
    /// <summary>Gives no grain at all.</summary>
    internal class Broken : DispatchProxy
#pragma warning restore CA1852
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            throw new InvalidOperationException("Nobody foresaw this.");
    }

    /// <summary>The store's due table, with grains before all others that cannot live: their keys are none.</summary>
    private sealed class BrokenBefore(IDueTable store, int broken) : IDueTable
    {
        public async ValueTask<IReadOnlyList<DueGrain>> ReadDueAsync(
            DateTimeOffset now, int max, CancellationToken cancellationToken)
        {
            var rows = Enumerable.Range(0, broken)
                .Select(i => new DueGrain(DueKind.Agent, $"no agent's id {i}", DateTimeOffset.UnixEpoch));
            return [.. rows.Concat(await store.ReadDueAsync(now, max, cancellationToken)).Take(max)];
        }
    }

    private sealed class Warnings : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Count++;
    }
}
