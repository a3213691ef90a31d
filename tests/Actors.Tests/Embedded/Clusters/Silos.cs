using ContextExchange.Actors.TestingHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Actors.Tests;

/// <summary>Several silos under one clock that the test moves, spread evenly before the test begins.</summary>
internal sealed class Silos : IAsyncDisposable
{
    private Silos(int count, bool tcp, Action<ClusterOptions>? configure, Action<TestClusterBuilder>? more)
    {
        var builder = new TestClusterBuilder((short)count)
            .ConfigureSilo(silo =>
            {
                silo.Services.AddSingleton<TimeProvider>(Time);
                silo.Services.AddSingleton(Office);
                silo.Services.AddSingleton(new ScriptHooks());
                silo.Services.AddSingleton<ILoggerProvider>(Logs);
                silo.AddMemoryGrainStorage("memory");
            })
            // Links are judged by the clock that the test moves in leaps; only tests of heartbeats want that.
            .ConfigureCluster(options => options.HeartbeatTimeout = TimeSpan.FromMinutes(9));
        if (configure is not null) builder.ConfigureCluster(configure);
        builder.Options.Clustered = true;
        builder.Options.Time = Time;
        builder.Options.UseTcp = tcp;
        more?.Invoke(builder);
        Harness = builder.Build();
    }

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    public FakeTimeProvider Time { get; } = new();

    public PostOffice Office { get; } = new();

    public Cluster.LogNet Logs { get; } = new();

    public TestCluster Harness { get; }

    public SiloHandle this[int index] => Harness.Silos[index];

    public static async Task<Silos> StartAsync(
        int count, Action<ClusterOptions>? configure = null, bool tcp = false, Action<TestClusterBuilder>? more = null)
    {
        var silos = new Silos(count, tcp, configure, more);
        await silos.Harness.DeployAsync();
        silos.Tick(3);
        return silos;
    }

    /// <summary>Lets every silo renew its lease so many times.</summary>
    public void Tick(int times = 1)
    {
        for (; times > 0; times--) Time.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>Waits for a call that may wait for time: meanwhile it passes as fast as the machine's.</summary>
    public async Task<T> AsTimePassesAsync<T>(Task<T> answer)
    {
        while (await Task.WhenAny(answer, Task.Delay(Beat, TimeProvider.System)) != answer) Time.Advance(Beat);
        return await answer;
    }

    /// <summary>A little time passes, as fast as the machine's: what a leap has begun comes to its end.</summary>
    public async Task PassAsync()
    {
        await Task.Delay(Beat, TimeProvider.System);
        Time.Advance(Beat);
    }

    /// <summary>A grain that lives on one silo, as another one calls it.</summary>
    public IPostGrain GrainOn(SiloHandle home, SiloHandle caller, int number = 0) =>
        caller.GrainFactory.GetGrain<IPostGrain>(KeyOn(home, number));

    public string KeyOn(SiloHandle home, int number = 0) => Enumerable.Range(0, 10_000).Select(i => $"k{i}")
        .Where(key => Harness.Leases.Now.Owners[home.PartitionOf(GrainId.Create("post", key))]?.Id == home.Name)
        .ElementAt(number);

    public int Owned(SiloHandle silo) => Harness.Leases.Now.Owners.Count(owner => owner?.Id == silo.Name);

    public ValueTask DisposeAsync() => Harness.DisposeAsync();
}
