using System.Collections.Concurrent;
using ContextExchange.Actors.TestingHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Actors.Tests;

/// <summary>One silo on the thread pool with a clock that the test moves, and a net for what it logs.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly TestCluster _cluster;

    private Cluster(Action<ActorOptions>? options) => _cluster = new TestClusterBuilder().ConfigureSilo(silo =>
    {
        silo.AddMemoryGrainStorage("memory").AddMemoryGrainStorageAsDefault();
        silo.Services.AddSingleton<TimeProvider>(Time);
        silo.Services.AddSingleton(Hooks);
        silo.Services.AddSingleton<ILoggerProvider>(Logs);
        silo.Services.AddActors(options);
    }).Build();

    public FakeTimeProvider Time { get; } = new();

    public ScriptHooks Hooks { get; } = new();

    public LogNet Logs { get; } = new();

    public IGrainFactory Grains => _cluster.GrainFactory;

    public SiloHandle Silo => _cluster.Primary!;

    public TestCluster Harness => _cluster;

    public static async Task<Cluster> StartAsync(Action<ActorOptions>? options = null)
    {
        var cluster = new Cluster(options);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public IScriptGrain Script(string key = "a") => Grains.GetGrain<IScriptGrain>(key);

    public IReentrantScriptGrain Reentrant(string key = "r") => Grains.GetGrain<IReentrantScriptGrain>(key);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>Keeps warnings and errors.</summary>
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
