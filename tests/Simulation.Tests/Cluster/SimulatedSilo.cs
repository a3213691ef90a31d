using ContextExchange.Actors.TestingHost;
using ContextExchange.Grains;
using ContextExchange.Grains.Due;
using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Bugs;
using ContextExchange.Simulation.Tests.Runs;
using ContextExchange.Simulation.Tests.Store;
using ContextExchange.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Simulation.Tests.Cluster;

/// <summary>One process of the cluster, from its start to its death: everything in it is gone afterwards.</summary>
internal sealed class SimulatedSilo : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(2);

    private static readonly ServerSecrets Secrets = new()
    {
        Pepper = Enumerable.Repeat((byte)1, 32).ToArray(),
        LineageKey = Enumerable.Repeat((byte)2, 32).ToArray(),
        ColumnKey = Enumerable.Repeat((byte)3, 32).ToArray(),
    };

    private readonly ServiceProvider _services;
    private readonly ActorRuntime _runtime;
    private readonly SweepLoop _sweeper;

    public SimulatedSilo(
        string name, SeededScheduler shared, FakeTimeProvider time, ILogStore log, MemoryStore tables, Random random,
        Coverage coverage, PlantedBug? bug)
    {
        Scheduler = new SiloScheduler(name, shared);
        Time = new SiloTime(time, Scheduler);
        Store = new StoreLink(Scheduler, time, random, coverage)
        {
            IsUnbounded = bug?.HasUnboundedQueue is true,
            SkipsAfterRefusal = bug?.SkipsAfterRefusal is true,
        };
        ILogStore own = new SiloLog(log, Store);
        if (bug is not null) own = bug.BeforeTheLink(own);
        var seams = new SiloTables(tables, Store);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ActorScheduler>(Scheduler);
        services.AddActors();
        services.AddSingleton(Secrets);
        services.AddSingleton(own);
        services.AddSingleton<IDueTable>(seams);
        services.AddSingleton<IAuditLog>(seams);
        services.AddGrainStorage("Default", (_, _) => new StoreGrainStorage(seams));
        services.AddContextExchangeGrains(options => options.MaxTurnsPerMinute = 6);
        _services = services.BuildServiceProvider();
        _runtime = _services.GetRequiredService<ActorRuntime>();
        _runtime.Collector.Start();
        _sweeper = ActivatorUtilities.CreateInstance<SweepLoop>(_services);
    }

    public SiloScheduler Scheduler { get; }

    public SiloTime Time { get; }

    public StoreLink Store { get; }

    public IGrainFactory Grains => _runtime.Factory;

    public bool IsDead => Scheduler.IsDead;

    public bool IsFrozen => Scheduler.IsFrozen;

    public bool IsDraining { get; private set; }

    /// <summary>Wakes what is due, until the silo's end. The product's own loop leaves the simulated thread.</summary>
    public async Task SweepAsync(Func<TimeSpan, Task> pass)
    {
        while (!IsDead)
        {
            await pass(SweepInterval);
            if (!IsDead && !IsFrozen) await _sweeper.SweepAsync(ISweepGrain.Due, CancellationToken.None);
        }
    }

    /// <summary>Ends it as a crash would: no turn begins any more; what waits for it learns that it is gone.</summary>
    public void Kill()
    {
        if (IsDead) return;
        Scheduler.Die();
        Scheduler.InOrder(_runtime.Kill);
    }

    /// <summary>Lets what runs come to its end, then ends it.</summary>
    public async Task DrainAsync()
    {
        IsDraining = true;
        Task? stopped = null;
        Scheduler.InOrder(() => stopped = _runtime.StopAsync(CancellationToken.None));
        await stopped!;
        Scheduler.Die();
    }

    public void Dispose()
    {
        Kill();
        _services.Dispose();
    }

    public override string ToString() => Scheduler.ToString();
}
