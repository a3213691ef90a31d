using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Configuration;

namespace ContextExchange.Actors.TestingHost;

/// <summary>
/// One silo in simulated time, run by a <see cref="SeededScheduler"/>: what happens depends on the seed alone.
/// </summary>
public sealed class Simulation : IDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Prepares a run.</summary>
    /// <param name="seed">Decides everything that is left to chance.</param>
    /// <param name="configure">Adds stores and services; null for none.</param>
    /// <param name="faults">What happens to messages; null for reordering only.</param>
    public Simulation(int seed, Action<ISiloBuilder>? configure = null, MessageFaults? faults = null)
    {
        Scheduler = new(seed, Time, faults ?? new());
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ActorScheduler>(Scheduler);
        services.AddActors();
        configure?.Invoke(new SiloBuilder(services, new ConfigurationManager()));
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<ActorRuntime>().Collector.Start();
    }

    /// <summary>The simulated clock.</summary>
    public FakeTimeProvider Time { get; } = new();

    /// <summary>What picks the next step; holds the trace.</summary>
    public SeededScheduler Scheduler { get; }

    /// <summary>Makes references to grains.</summary>
    public IGrainFactory GrainFactory => _services.GetRequiredService<IGrainFactory>();

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Runs a test to its end, on this thread.</summary>
    public void Run(Func<Task> test) => Scheduler.Run(test);

    /// <summary>Waits in simulated time; costs no real time.</summary>
    public Task Pass(TimeSpan time) => Task.Delay(time, Time);

    /// <summary>Drains the silo, in simulated time.</summary>
    public void Stop() => Run(() => _services.GetRequiredService<ActorRuntime>().StopAsync(CancellationToken.None));

    /// <summary>Ends the run as a crash would.</summary>
    public void Dispose()
    {
        _services.GetRequiredService<ActorRuntime>().Kill();
        _services.Dispose();
    }
}
