using ContextExchange.Actors.TestingHost;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>One silo of the embedded engine in this process.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly TestCluster _cluster;

    private TestSilo(TestCluster cluster) => _cluster = cluster;

    public IGrainFactory Grains => _cluster.GrainFactory;

    public int ActivationCount => _cluster.Primary!.ActivationCount;

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder> configure)
    {
        var cluster = new TestClusterBuilder().ConfigureSilo(configure).Build();
        await cluster.DeployAsync();
        return new TestSilo(cluster);
    }

    /// <summary>Ends it as a crash would: nothing is deactivated.</summary>
    public Task KillAsync() => _cluster.KillSiloAsync(_cluster.Primary!);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
