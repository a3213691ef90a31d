namespace ContextExchange.Actors;

internal sealed partial class Activation
{
    [ThreadStatic]
    private static Activation? t_underConstruction;

    /// <summary>The activation whose grain object this thread is making.</summary>
    internal static Activation? UnderConstruction => t_underConstruction;

    /// <inheritdoc/>
    public GrainId GrainId => Target.GrainId;

    /// <inheritdoc/>
    public object? GrainInstance => _instance;

    /// <inheritdoc/>
    public IServiceProvider ActivationServices => Runtime.Services;

    /// <inheritdoc/>
    public Task Deactivated
    {
        get
        {
            lock (this)
            {
                if (_status == Status.Gone) return Task.CompletedTask;
                return (MoreState().Deactivated ??= new()).Task;
            }
        }
    }

    /// <inheritdoc/>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (_status >= Status.Deactivating || _extras?.Ending is true) return;
            var extras = MoreState();
            extras.Ending = true;
            extras.Reason = deactivationReason;
            if (_status == Status.Active) BeginDeactivationWhenIdle();
        }
    }

    /// <summary>Keeps the collector away for a time; a negative time takes that back.</summary>
    internal void DelayDeactivation(TimeSpan time)
    {
        lock (this) MoreState().KeepUntil = time < TimeSpan.Zero ? 0 : Runtime.Collector.After(time);
    }

    /// <summary>A callback that keeps the grain alive has run.</summary>
    internal void Touch() => _lastUsed = Runtime.Collector.Now;

    /// <summary>Ends the activation if nobody used it since <paramref name="oldest"/> and nothing runs.</summary>
    internal void DeactivateIfUnused(int oldest, int now)
    {
        lock (this)
        {
            var unused = _status == Status.Active && _held == 0 && _lastUsed - oldest < 0;
            if (!unused || (_extras is not null && _extras.KeepUntil > now)) return;
            Deactivate(new(DeactivationReasonCode.ActivationIdle, "No call came for the collection age."));
        }
    }

    /// <summary>A state of the grain, to be read before its OnActivateAsync.</summary>
    internal void AddState(IStorage state) => (MoreState().States ??= []).Add(state);

    internal IGrainTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        lock (this)
        {
            if (_status == Status.Gone)
                throw new InvalidOperationException($"{this} is deactivated and can hold no timer.");
            var timer = new GrainTimer(this, callback, options);
            (MoreState().Timers ??= []).Add(timer);
            return timer;
        }
    }

    internal void RemoveTimer(GrainTimer timer)
    {
        lock (this) _extras?.Timers?.Remove(timer);
    }

    private Extras MoreState() => _extras ??= new();

    private void BeginActivation(CallFrame? caller)
    {
        _status = Status.Activating;
        Block(GrainMethod.Activate, caller);
        AddReady(new PostedCallback(static activation => _ = ((Activation)activation!).ActivateAsync(), this));
    }

    private async Task ActivateAsync()
    {
        try
        {
            _instance = Construct();
            foreach (var state in _extras?.States ?? []) await state.ReadStateAsync(Runtime.Stopping);
            if (_instance is IGrainBase grain) await grain.OnActivateAsync(Runtime.Stopping);
        }
#pragma warning disable CA1031 // Whatever kept the grain from living is what its callers get.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ActivationFailed(Runtime.Logger, GrainId, exception);
            await DisposeInstanceAsync();
            Retire(exception);
            return;
        }

        Log.Activated(Runtime.Logger, GrainId);
        lock (this)
        {
            _status = Status.Active;
            _lastUsed = Runtime.Collector.Now;
            Unblock();
            if (_extras is not null) _extras.States = null;
            AdmitFirst();
        }
    }

    /// <summary>
    /// A grain that asked for its end while it came to life serves what may start now first: otherwise its successor
    /// might do the same, and the calls would wander for ever.
    /// </summary>
    private void AdmitFirst()
    {
        var ending = _extras?.Ending is true;
        if (ending) MoreState().Ending = false;
        AdmitWaiting(all: true);
        if (!ending) return;
        MoreState().Ending = true;
        BeginDeactivationWhenIdle();
    }

    private object Construct()
    {
        t_underConstruction = this;
        try
        {
            return Target.Class.Create(new GrainArguments(this));
        }
        finally
        {
            t_underConstruction = null;
        }
    }

    private void BeginDeactivationWhenIdle()
    {
        if (_running > 0) return;
        _status = Status.Deactivating;
        Block(GrainMethod.Deactivate, null);
        AddReady(new PostedCallback(static activation => _ = ((Activation)activation!).DeactivateAsync(), this));
    }

    private async Task DeactivateAsync()
    {
        var reason = _extras!.Reason;
        using var limit = new CancellationTokenSource(Runtime.Options.DeactivationTimeout, Runtime.Time);
        try
        {
            DisposeTimers();
            if (_instance is IGrainBase grain) await grain.OnDeactivateAsync(reason, limit.Token);
        }
#pragma warning disable CA1031 // A grain that fails to say goodbye goes all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DeactivationFailed(Runtime.Logger, GrainId, exception);
        }

        await DisposeInstanceAsync();
        Log.Deactivated(Runtime.Logger, GrainId, reason.ReasonCode);
        Retire(failure: null);
    }

    private void DisposeTimers()
    {
        GrainTimer[] timers;
        lock (this) timers = _extras?.Timers?.ToArray() ?? [];
        foreach (var timer in timers) timer.Dispose();
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (_instance is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (_instance as IDisposable)?.Dispose();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DeactivationFailed(Runtime.Logger, GrainId, exception);
        }
    }

    /// <summary>
    /// Leaves the directory. Waiting calls fail with <paramref name="failure"/>; without one they move, in order, to a
    /// successor that takes this activation's place in one step, so that no newer call overtakes them.
    /// </summary>
    private void Retire(Exception? failure)
    {
        var orphans = default(WorkList);
        lock (this)
        {
            // Timers die with the activation, and so do their callbacks that wait. Settled calls need nothing more.
            while (_waiting.Take() is GrainCall call)
            {
                if (!call.IsTimer && !call.IsSettled) orphans.Add(call);
            }

            if (failure is null && !orphans.IsEmpty && Runtime.Placement.IsHere(Target)
                && Runtime.Directory.TryReplace(this, out var successor))
                successor.Inherit(ref orphans);
            else
                Runtime.Directory.Remove(this);

            Unblock();
            _status = Status.Gone;
            _instance = null;
        }

        while (orphans.Take() is GrainCall call)
        {
            if (failure is not null) call.Fail(failure);
            else if (!Runtime.Placement.IsHere(Target)) Runtime.Placement.Dispatch(Target, call);
            else call.Fail(new SiloUnavailableException("The silo is stopping."));
        }

        _extras?.Deactivated?.TrySetResult();
        Runtime.Directory.Released();
    }

    private void Inherit(ref WorkList waiting)
    {
        lock (this)
        {
            // Whoever found this successor in the directory first and queued stands behind the older calls.
            var newer = _waiting;
            _waiting = default;
            while (waiting.Take() is GrainCall call) Hold(call);
            while (newer.Take() is { } call) _waiting.Add(call);
        }
    }

    /// <summary>What few activations need, so that the many stay small.</summary>
    private sealed class Extras
    {
        internal bool Ending { get; set; }

        internal DeactivationReason Reason { get; set; }

        internal TaskCompletionSource? Deactivated { get; set; }

        internal List<IStorage>? States { get; set; }

        internal List<GrainTimer>? Timers { get; set; }

        internal long KeepUntil { get; set; }
    }
}
