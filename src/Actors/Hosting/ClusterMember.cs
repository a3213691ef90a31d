using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Actors;

/// <summary>A silo's part in its cluster, put together: lease, placement and links.</summary>
internal sealed class ClusterMember : IGrainHomes, IAsyncDisposable
{
    private readonly ActorRuntime _runtime;
    private readonly SiloLinks _links;
    private readonly ClusterPlacement _placement;
    private readonly TimeSpan _drainTimeout;

    public ClusterMember(
        ActorRuntime runtime,
        IOptions<ClusterOptions> options,
        IPartitionLeases leases,
        SiloTransport transport,
        IEnumerable<ILeaseWatcher> watchers,
        ILogger<ClusterMember> logger)
    {
        _runtime = runtime;
        _drainTimeout = options.Value.DrainTimeout;
        var context = new LinkContext(runtime, options.Value, transport, logger);
        _links = new(context);
        Membership = new(options.Value, leases, runtime.Time, logger) { Displace = DisplaceAsync };
        Membership.Changed += _links.Keep;
        Membership.Changed += _ => runtime.Observers.Sweep();
        foreach (var watcher in watchers) Membership.Lost += watcher.OnLeaseLost;
        _placement = new(runtime, options.Value, Membership, _links);
        context.WhoAmI = () => Membership.Self;
        context.Redirect = _placement.Redirect;
        context.Broken = Membership.LookAgain;
    }

    internal Membership Membership { get; }

    public async ValueTask DisposeAsync()
    {
        Membership.Dispose();
        await _links.DisposeAsync().ConfigureAwait(false);
    }

    public long HomeOf(GrainId grain)
    {
        // Before it has joined, a silo knows no partition.
        if (Membership.View.Owners is not { Count: > 0 } owners) return 0;
        if (owners[PartitionOf(grain)] is not { } owner) return 0;
        return (1L << 32) + (uint)HashCode.Combine(Membership.Incarnation, owner.Incarnation, _links.EndsOf(owner));
    }

    internal int PartitionOf(GrainId id) => GrainRegistry.Find(id.Type) is { } grainClass
        ? _placement.PartitionOf(new(_runtime, grainClass, id))
        : throw new ArgumentException($"No registered grain class is called \"{id.Type}\".", nameof(id));

    /// <summary>Listens, joins and takes its partitions.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        _runtime.Placement = _placement;
        var endpoint = await _links.ListenAsync(cancellationToken).ConfigureAwait(false);
        await Membership.JoinAsync(endpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives every partition away and answers what others still wait for.</summary>
    internal async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await Membership.LeaveAsync().ConfigureAwait(false);
        try
        {
            await _links.DrainedAsync().WaitAsync(_runtime.Options.ShutdownTimeout, _runtime.Time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.StoppedEarly(_runtime.Logger, _runtime.Directory.Count);
        }
    }

    /// <summary>
    /// Gives the partitions away one after the other, within a bound. Never throws: what is left goes when the silo
    /// leaves, or when its lease ends.
    /// </summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Membership.DrainAsync(stop.Token).WaitAsync(_drainTimeout, _runtime.Time, cancellationToken)
                .ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the failure is, the silo goes on to leave.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ClusterLog.LeaseFailed(_runtime.Logger, exception);
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends like a crash: nobody is told, the lease runs out.</summary>
    internal ValueTask KillAsync() => DisposeAsync();

    private Task DisplaceAsync(Func<int, bool> partitions)
    {
        List<Task>? going = null;
        foreach (var activation in _runtime.Directory.All)
        {
            if (!partitions(_placement.PartitionOf(activation.Target))) continue;
            ActivationDirectory.Displace(activation);
            (going ??= []).Add(activation.Deactivated);
        }

        return going is null ? Task.CompletedTask : Task.WhenAll(going);
    }
}
