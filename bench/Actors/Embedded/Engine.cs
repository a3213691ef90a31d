using ContextExchange.Actors.TestingHost;

namespace ContextExchange.Actors.Bench;

/// <summary>One silo of the embedded engine, called from its own process.</summary>
internal sealed class Engine : IAsyncDisposable
{
    internal const string Name = "embedded";

    private readonly TestCluster _cluster = new TestClusterBuilder().Build();

    internal IGrainFactory Grains => _cluster.GrainFactory;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    internal static async Task<Engine> StartAsync()
    {
        var engine = new Engine();
        await engine._cluster.DeployAsync();
        return engine;
    }

    /// <summary>Calls between two silos in two processes; false where these arguments ask for none.</summary>
    internal static async Task<bool> ServesAsync(string[] arguments)
    {
        if (arguments is not ["--serve"]) return false;
        await RemoteScenario.ServeAsync();
        return true;
    }

    internal static Task MeasureRemoteAsync(Func<int, int> times) => RemoteScenario.RunAsync(times);
}
