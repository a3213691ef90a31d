using System.Collections.ObjectModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors.TestingHost;

/// <summary>A cluster for tests, with the names of Orleans' TestingHost: silos in this process.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly Func<string, IHost> _buildHost;
    private readonly TestClusterOptions _options;
    private readonly List<SiloHandle> _silos = [];

    internal TestCluster(
        Func<string, IHost> buildHost, TestClusterOptions options, MemoryNetwork network, MemoryPartitionLeases leases)
    {
        _buildHost = buildHost;
        _options = options;
        Network = network;
        Leases = leases;
    }

    /// <summary>What the silos of a cluster reach each other by, unless they use TCP.</summary>
    public MemoryNetwork Network { get; }

    /// <summary>Who owns which partition.</summary>
    public MemoryPartitionLeases Leases { get; }

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

    /// <summary>Starts the silos, one after the other.</summary>
    public async Task DeployAsync()
    {
        for (var i = 0; i < _options.InitialSilosCount; i++) await StartAsync();
    }

    /// <summary>Starts one more silo. It owns partitions as the others hand them over.</summary>
    /// <exception cref="NotSupportedException">The cluster was built for a single silo.</exception>
    public Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false) =>
        _options.IsClustered
            ? StartAsync()
            : throw new NotSupportedException("Set TestClusterOptions.Clustered to add silos to a single one.");

    /// <summary>Drains and stops one silo.</summary>
    /// <exception cref="ArgumentException">The silo is not of this cluster.</exception>
    public Task StopSiloAsync(SiloHandle instance) => Own(instance).StopSiloAsync(stopGracefully: true);

    /// <summary>Stops one silo as a crash would: no turn begins any more, nothing is deactivated.</summary>
    /// <exception cref="ArgumentException">The silo is not of this cluster.</exception>
    public async Task KillSiloAsync(SiloHandle instance)
    {
        await Own(instance).StopSiloAsync(stopGracefully: false);
        Network.Reset(instance.Name);
    }

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

    private async Task<SiloHandle> StartAsync()
    {
        var name = _silos.Count == 0 ? "Primary" : $"Secondary_{_silos.Count}";
        var host = _buildHost(name);
        var silo = new SiloHandle(name, host);
        _silos.Add(silo);
        await host.StartAsync();
        return silo;
    }

    private SiloHandle Own(SiloHandle instance) => _silos.Contains(instance)
        ? instance
        : throw new ArgumentException("This silo is not of this cluster.", nameof(instance));
}
