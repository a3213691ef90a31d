using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors.TestingHost;

/// <summary>One silo of a test cluster.</summary>
public sealed class SiloHandle : IAsyncDisposable
{
    private readonly IHost _host;

    internal SiloHandle(string name, IHost host)
    {
        Name = name;
        _host = host;
        IsActive = true;
    }

    /// <summary>Primary, Secondary_1, ...</summary>
    public string Name { get; }

    /// <summary>Whether the silo runs.</summary>
    public bool IsActive { get; private set; }

    /// <summary>The silo's services.</summary>
    public IServiceProvider ServiceProvider => _host.Services;

    /// <summary>Grains that are active on it now.</summary>
    public int ActivationCount => _host.Services.GetRequiredService<ActorRuntime>().Directory.Count;

    /// <summary>This run of the silo in its cluster.</summary>
    /// <exception cref="InvalidOperationException">It is in no cluster.</exception>
    public SiloAddress SiloAddress => Cluster.Membership.Self;

    /// <summary>Makes references to grains, as this silo calls them.</summary>
    public IGrainFactory GrainFactory => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Who owns what, as this silo believes.</summary>
    public ClusterView View => Cluster.Membership.View;

    internal ClusterMember Cluster => _host.Services.GetRequiredService<ClusterMember>();

    /// <summary>The partition of a grain.</summary>
    public int PartitionOf(GrainId id) => Cluster.PartitionOf(id);

    /// <summary>Stops the silo: draining it, or at once as a crash would.</summary>
    public async Task StopSiloAsync(bool stopGracefully)
    {
        if (!IsActive) return;
        IsActive = false;
        if (!stopGracefully)
        {
            _host.Services.GetRequiredService<ActorRuntime>().Kill();
            if (_host.Services.GetService<ClusterMember>() is { } cluster) await cluster.KillAsync();
        }

        await _host.StopAsync();
    }

    /// <summary>Stops the silo at once if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopSiloAsync(stopGracefully: false);
        _host.Dispose();
    }
}
