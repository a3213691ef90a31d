using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>One silo of Orleans in this process; calls enter it as the edge's do, from inside.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly InProcessSiloHandle _silo;

    private TestSilo(InProcessTestCluster cluster)
    {
        _cluster = cluster;
        _silo = cluster.Silos[0];
        Grains = _silo.SiloHost.Services.GetRequiredService<IGrainFactory>();
    }

    public IGrainFactory Grains { get; }

    /// <summary>Of grains; Orleans' own targets are not counted.</summary>
    public int ActivationCount =>
        Grains.GetGrain<IManagementGrain>(0).GetTotalActivationCount().GetAwaiter().GetResult();

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder> configure)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            configure(silo);
            // The test's clock is for the grains alone; on a clock that stands Orleans would find itself unwell.
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestSilo(cluster);
    }

    /// <summary>Ends it as a crash would: nothing is deactivated.</summary>
    public Task KillAsync() => _cluster.KillSiloAsync(_silo);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
