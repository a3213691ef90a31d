using ContextExchange.Actors.TestingHost;
using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Bugs;
using ContextExchange.Simulation.Tests.Runs;
using ContextExchange.Simulation.Tests.Store;
using ContextExchange.Storage;

namespace ContextExchange.Simulation.Tests.Cluster;

/// <summary>Silos that share one scheduler, one clock and one durable store.</summary>
internal sealed class SimulatedCluster : IDisposable
{
    private readonly ILogStore _log;
    private readonly Random _random;
    private readonly PlantedBug? _bug;
    private readonly List<SimulatedSilo> _all = [];
    private int _started;

    public SimulatedCluster(int seed, int slots, Random random, MessageFaults faults, PlantedBug? bug)
    {
        _random = random;
        _bug = bug;
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
        Scheduler = new SeededScheduler(seed, Time, faults) { Horizon = TimeSpan.FromDays(30) };
        Recorder = new Recorder(Time);
        Disk = new MemoryStore(Time);
        _log = new WitnessedLog(Disk, Recorder);
        if (bug is not null) _log = bug.AtTheStore(_log);
        Silos = [.. Enumerable.Range(0, slots).Select(_ => Start())];
        Placement = new Placement(Silos, random);
    }

    public FakeTimeProvider Time { get; }

    public SeededScheduler Scheduler { get; }

    public Recorder Recorder { get; }

    /// <summary>What outlives every silo.</summary>
    public MemoryStore Disk { get; }

    /// <summary>The disk as a process reads it.</summary>
    public ILogStore Log => _log;

    /// <summary>The newest process of each slot, dead or alive.</summary>
    public SimulatedSilo[] Silos { get; }

    public Placement Placement { get; }

    /// <summary>The most writes that ever waited in one silo.</summary>
    public int MostWaiting => _all.Max(silo => silo.Store.MostWaiting);

    public Task Pass(TimeSpan time) => Task.Delay(time, Time);

    /// <summary>A new process in the place of a dead one.</summary>
    public void Restart(int slot)
    {
        Silos[slot] = Start();
        _ = Silos[slot].SweepAsync(Pass);
        Placement.Changed();
    }

    /// <summary>Begins what the silos do by themselves.</summary>
    public void Begin()
    {
        foreach (var silo in Silos) _ = silo.SweepAsync(Pass);
    }

    public void Dispose()
    {
        foreach (var silo in _all) silo.Dispose();
    }

    private SimulatedSilo Start()
    {
        var silo = new SimulatedSilo(
            $"silo{++_started}", Scheduler, Time, _log, Disk, _random, Recorder.Coverage, _bug);
        _all.Add(silo);
        return silo;
    }
}
