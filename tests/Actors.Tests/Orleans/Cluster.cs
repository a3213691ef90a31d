using System.Collections.Concurrent;
using ContextExchange.Actors.TestingHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;
using Orleans.TestingHost;

namespace ContextExchange.Actors.Tests;

/// <summary>One silo of Orleans with the clock, the hooks and the net that the embedded engine's cluster has.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private Cluster(Action<SiloMessagingOptions>? options)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("memory").AddMemoryGrainStorageAsDefault();
            silo.Services.AddSingleton(Hooks);
            silo.Services.AddSingleton<ILoggerProvider>(Logs);
            silo.Services.AddSingleton<IGeneralizedCopier, SharedDelegates>();
            silo.Services.AddSingleton<IGeneralizedCodec, SharedDelegates>();
            silo.Services.Configure<SiloMessagingOptions>(messaging => options?.Invoke(messaging));
            silo.Services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
            string[] areas =
                [TimeProviderNames.Grains, TimeProviderNames.Messaging, TimeProviderNames.ActivationManagement];
            foreach (var area in areas) silo.Services.AddKeyedSingleton<TimeProvider>(area, Time);
        });
        _cluster = builder.Build();
    }

    public FakeTimeProvider Time { get; } = new();

    public ScriptHooks Hooks { get; } = new();

    public LogNet Logs { get; } = new();

    public IGrainFactory Grains => _cluster.Silos[0].SiloHost.Services.GetRequiredService<IGrainFactory>();

    public static async Task<Cluster> StartAsync(Action<SiloMessagingOptions>? options = null)
    {
        var cluster = new Cluster(options);
        await cluster._cluster.DeployAsync();
        // What Orleans thinks of the machine is not what the tests ask about.
        cluster.Logs.Warnings.Clear();
        return cluster;
    }

    public IScriptGrain Script(string key = "a") => Grains.GetGrain<IScriptGrain>(key);

    public IReentrantScriptGrain Reentrant(string key = "r") => Grains.GetGrain<IReentrantScriptGrain>(key);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>Keeps warnings and errors about grains.</summary>
    internal sealed class LogNet : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Warnings.Enqueue($"{formatter(state, exception)} {exception?.Message}");
        }

        public void Dispose()
        {
        }
    }
}
