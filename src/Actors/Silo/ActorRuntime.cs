using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Actors;

/// <summary>One silo: everything that its activations share. It knows no grain by name.</summary>
internal sealed class ActorRuntime : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _stopGate = new();
    private Task? _stop;
    private volatile bool _killed;

    public ActorRuntime(
        IServiceProvider services,
        IOptions<ActorOptions> options,
        TimeProvider time,
        ActorScheduler scheduler,
        ILogger<ActorRuntime> logger)
    {
        Services = services;
        Options = options.Value;
        Time = time;
        Scheduler = scheduler;
        Logger = logger;
        Timeouts = new(Options.ResponseTimeout, time);
        Collector = new(this);
        Factory = new(this);
    }

    internal IServiceProvider Services { get; }

    internal ActorOptions Options { get; }

    internal GrainFactory Factory { get; }

    internal TimeProvider Time { get; }

    internal ActorScheduler Scheduler { get; }

    internal ILogger Logger { get; }

    internal ActivationDirectory Directory { get; } = new();

    /// <summary>Where grains live: all here, until a cluster says otherwise.</summary>
    internal IPlacement Placement { get; set; } = LocalPlacement.Instance;

    internal ObserverTable Observers { get; } = new();

    internal ActivationCollector Collector { get; }

    internal ResponseTimeouts Timeouts { get; }

    /// <summary>Cancelled when the silo stops waiting for its grains.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    internal bool IsKilled => _killed;

    public void Dispose()
    {
        Collector.Dispose();
        Timeouts.Dispose();
        _stopping.Dispose();
    }

    internal void Send(GrainCall call)
    {
        if (IsKilled) call.Fail(Stopped());
        else if (Scheduler.IsDirect) call.Target.Deliver(call);
        else SendBy(MessageKind.Request, call);
    }

    internal void Reply(GrainCall call)
    {
        if (Scheduler.IsDirect || call.IsOneWay) call.Reply();
        else SendBy(MessageKind.Reply, call);
    }

    /// <summary>
    /// Refuses new activations, lets running calls end, deactivates everything; within the limit. A host may be stopped
    /// from two
    /// sides at once: the second call waits for the first.
    /// </summary>
    internal Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopGate)
            return _stop ??= StopOnceAsync(cancellationToken);
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        if (IsKilled) return;
        Log.Stopping(Logger, Directory.Count);
        Collector.Dispose();
        try
        {
            await Directory.CloseAsync().WaitAsync(Options.ShutdownTimeout, Time, cancellationToken);
            Log.Stopped(Logger);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.StoppedEarly(Logger, Directory.Count);
        }

        await _stopping.CancelAsync();
        Kill();
    }

    /// <summary>What a name from another silo points at.</summary>
    /// <exception cref="MalformedMessageException">No grain class is called so.</exception>
    internal CallTarget TargetOf(GrainId id)
    {
        if (id.Type == ObserverTable.Type) return Placement.TargetOfObserver(this, id);
        return GrainRegistry.Find(id.Type) is { } grainClass
            ? new GrainTarget(this, grainClass, id)
            : throw MessageReader.Malformed($"no grain class is called {id.Type}");
    }

    internal static SiloUnavailableException Stopped() => new("The silo has stopped.");

    private void SendBy(MessageKind kind, GrainCall call) =>
        Scheduler.Send(kind, call.Target.GrainId, call.Method, new Delivery(call, kind));

    /// <summary>
    /// Stops like a crash: no turn begins any more, nothing is said goodbye to, callers get an error.
    /// </summary>
    internal void Kill()
    {
        _killed = true;
        Collector.Dispose();
        _ = Directory.CloseAsync();
        Timeouts.FailAll(Stopped);
    }
}
