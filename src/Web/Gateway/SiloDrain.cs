using ContextExchange.Web.Cluster;
using ContextExchange.Web.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Takes this silo out of service without losing anything, because the process stops or an operator says so: it is not
/// ready any more at once, new sockets are refused, connected clients are told, partitions go to other silos, what is
/// under way is answered, and then the sockets close. Told to by an operator, it can come back.
/// </summary>
internal sealed partial class SiloDrain(
    ISiloCluster cluster, LiveSockets sockets, ExchangeMetrics metrics, IHostApplicationLifetime host,
    ILogger<SiloDrain> logger)
    : IHostedLifecycleService
{
    private readonly Lock _gate = new();
    private Task _drain = Task.CompletedTask;
    private volatile bool _draining;

    /// <summary>No new client should come here.</summary>
    public bool IsDraining => _draining || host.ApplicationStopping.IsCancellationRequested;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        cluster.Attach(() => sockets.Count, OnDrainingChanged);
        metrics.Watch(
            cluster.OwnedPartitions is null ? null : () => cluster.OwnedPartitions ?? 0, () => IsDraining);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void OnDrainingChanged(bool draining)
    {
        if (draining)
        {
            _ = DrainAsync(CancellationToken.None);
            return;
        }

        lock (_gate)
        {
            if (IsStopping) return;
            _draining = false;
            sockets.Accept();
        }

        LogBack(logger);
    }

    private bool IsStopping => host.ApplicationStopping.IsCancellationRequested;

    /// <summary>One drain at a time: who comes second waits for the one that goes on.</summary>
    private Task DrainAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_draining) return _drain;
            _draining = true;
            return _drain = sockets.DrainAsync(() => cluster.HandOverAsync(cancellationToken));
        }
    }

    [LoggerMessage(4130, LogLevel.Information, "Taking clients again")]
    private static partial void LogBack(ILogger logger);
}
