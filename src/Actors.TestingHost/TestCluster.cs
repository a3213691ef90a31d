using System.Collections.ObjectModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors.TestingHost;

/// <summary>A cluster for tests, with the names of Orleans' TestingHost. One silo in this process for now.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly Func<string, IHost> _buildHost;
    private readonly List<SiloHandle> _silos = [];

    internal TestCluster(Func<string, IHost> buildHost) => _buildHost = buildHost;

    /// <summary>The first silo; null before <see cref="DeployAsync"/>.</summary>
    public SiloHandle? Primary => _silos.FirstOrDefault();

    /// <summary>Every silo that runs.</summary>
    public ReadOnlyCollection<SiloHandle> Silos => _silos.Where(silo => silo.IsActive).ToList().AsReadOnly();

    /// <summary>What a program outside the silos calls grains through.</summary>
    /// <exception cref="InvalidOperationException">The cluster is not deployed.</exception>
    public IClusterClient Client => ServiceProvider.GetRequiredService<IClusterClient>();

    /// <summary>The same as <see cref="Client"/>.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>The client's services.</summary>
    /// <exception cref="InvalidOperationException">The cluster is not deployed.</exception>
    public IServiceProvider ServiceProvider =>
        Primary?.ServiceProvider ?? throw new InvalidOperationException("Call DeployAsync first.");

    /// <summary>Starts the silos.</summary>
    public async Task DeployAsync()
    {
        var host = _buildHost("Primary");
        _silos.Add(new("Primary", host));
        await host.StartAsync();
    }

    /// <summary>Starts one more silo.</summary>
    /// <exception cref="NotSupportedException">Always: this harness runs one silo.</exception>
    public Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false) =>
        throw new NotSupportedException("This harness runs one silo in process; clusters are not built yet.");

    /// <summary>Drains and stops one silo.</summary>
    /// <exception cref="ArgumentException">The silo is not of this cluster.</exception>
    public Task StopSiloAsync(SiloHandle instance) => Own(instance).StopSiloAsync(stopGracefully: true);

    /// <summary>Stops one silo as a crash would: no turn begins any more, nothing is deactivated.</summary>
    /// <exception cref="ArgumentException">The silo is not of this cluster.</exception>
    public Task KillSiloAsync(SiloHandle instance) => Own(instance).StopSiloAsync(stopGracefully: false);

    /// <summary>Drains and stops every silo.</summary>
    public async Task StopAllSilosAsync()
    {
        foreach (var silo in Silos) await StopSiloAsync(silo);
    }

    /// <summary>Ends every silo, draining those that still run.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAllSilosAsync();
        foreach (var silo in _silos) await silo.DisposeAsync();
    }

    private SiloHandle Own(SiloHandle instance) => _silos.Contains(instance)
        ? instance
        : throw new ArgumentException("This silo is not of this cluster.", nameof(instance));
}
