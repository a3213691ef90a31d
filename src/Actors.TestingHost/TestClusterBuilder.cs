using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors.TestingHost;

/// <summary>Builds a cluster for tests, with the names of Orleans' TestingHost.</summary>
public sealed class TestClusterBuilder
{
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

    /// <summary>Makes the cluster; <see cref="TestCluster.DeployAsync"/> starts it.</summary>
    /// <exception cref="NotSupportedException">More than one silo is asked for.</exception>
    public TestCluster Build()
    {
        if (Options.InitialSilosCount != 1)
            throw new NotSupportedException("This harness runs one silo in process; clusters are not built yet.");
        return new(BuildHost);
    }

    private IHost BuildHost(string name)
    {
        var host = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = name });
        host.Services.AddLogging();
        host.AddGrains(silo =>
        {
            foreach (var configure in _configure) configure(silo);
        });
        return host.Build();
    }
}
