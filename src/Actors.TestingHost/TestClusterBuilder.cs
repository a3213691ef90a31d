using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors.TestingHost;

/// <summary>Builds a cluster for tests, with the names of Orleans' TestingHost.</summary>
public sealed class TestClusterBuilder
{
    private const string Secret = "a secret of test clusters, long enough";

    private readonly List<Action<ISiloBuilder>> _configure = [];

    /// <summary>For a cluster of one silo.</summary>
    public TestClusterBuilder() : this(1)
    {
    }

    /// <summary>For a cluster of so many silos.</summary>
    public TestClusterBuilder(short initialSilosCount) => Options.InitialSilosCount = initialSilosCount;

    /// <summary>The cluster's settings.</summary>
    public TestClusterOptions Options { get; } = new();

    /// <summary>Sets up each silo by a class of this type.</summary>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>() where T : ISiloConfigurator, new()
    {
        _configure.Add(static silo => new T().Configure(silo));
        return this;
    }

    /// <summary>
    /// Sets up each silo by a delegate, which can share objects with the test (beyond Orleans' names).
    /// </summary>
    public TestClusterBuilder ConfigureSilo(Action<ISiloBuilder> configure)
    {
        _configure.Add(configure);
        return this;
    }

    /// <summary>Sets up the cluster's part of each silo, beyond what the harness sets.</summary>
    public TestClusterBuilder ConfigureCluster(Action<ClusterOptions> configure)
    {
        _configure.Add(silo => silo.Services.Configure(configure));
        return this;
    }

    /// <summary>Makes the cluster; <see cref="TestCluster.DeployAsync"/> starts it.</summary>
    /// <exception cref="InvalidOperationException">Several silos, but <see cref="TestClusterOptions.Clustered"/> is
    /// false.</exception>
    public TestCluster Build()
    {
        if (!Options.IsClustered && Options.InitialSilosCount > 1)
            throw new InvalidOperationException("Several silos form a cluster; say so, or ask for one.");
        var network = new MemoryNetwork(Options.NetworkTime ?? Options.Time, Options.Seed);
        var leases = new MemoryPartitionLeases(Options.Time, Options.Partitions, new ClusterOptions().LeaseDuration);
        return new(name => BuildHost(name, network, leases), Options, network, leases);
    }

    private IHost BuildHost(string name, MemoryNetwork network, MemoryPartitionLeases leases)
    {
        var host = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = name });
        host.Services.AddLogging();
        host.AddGrains(silo =>
        {
            if (Options.IsClustered) AddCluster(silo.Services, name, network, leases);
            foreach (var configure in _configure) configure(silo);
        });
        return host.Build();
    }

    private void AddCluster(
        IServiceCollection services, string name, MemoryNetwork network, MemoryPartitionLeases leases)
    {
        services.AddSingleton<IPartitionLeases>(leases);
        if (!Options.UseTcp) services.AddSingleton(network.TransportOf(name));
        services.AddCluster(options =>
        {
            options.SiloId = name;
            options.ClusterId = "test";
            options.Secret = Secret;
            options.Partitions = Options.Partitions;
        });
    }
}
