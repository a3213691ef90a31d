using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace ContextExchange.Actors.Bench;

/// <summary>One silo of Orleans, called from its own process as the server's edge calls it.</summary>
internal sealed class Engine : IAsyncDisposable
{
    internal const string Name = "orleans";

    private readonly InProcessTestCluster _cluster;

    private Engine()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        _cluster = builder.Build();
    }

    internal IGrainFactory Grains => _cluster.Silos[0].SiloHost.Services.GetRequiredService<IGrainFactory>();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    internal static async Task<Engine> StartAsync()
    {
        var engine = new Engine();
        await engine._cluster.DeployAsync();
        return engine;
    }

    internal static Task<bool> ServesAsync(string[] _) => Task.FromResult(false);

    /// <summary>Not measured: the server's build on Orleans is one silo.</summary>
    internal static Task MeasureRemoteAsync(Func<int, int> _) => Task.CompletedTask;
}
