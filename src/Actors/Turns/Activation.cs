using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Actors;

/// <summary>
/// One grain in memory: who may start a turn now and who waits. This file admits calls; Activation.Lifecycle.cs brings
/// the grain to life and ends it. It never lets two calls of a non-reentrant grain overlap, and never loses a call:
/// what it cannot serve goes to the next activation or fails.
/// </summary>
internal sealed partial class Activation(GrainTarget target) : TurnQueue, IGrainContext
{
    private WorkList _waiting;
    private object? _instance;
    private Extras? _extras;

    /// <summary>The running call that keeps others out; null when none does.</summary>
    private GrainMethod? _blocking;

    /// <summary>The chain above the blocking call, and its own frame once it called somebody.</summary>
    private CallFrame? _caller;
    private CallFrame? _frame;

    private int _running;
    private int _held;
    private int _lastUsed = target.Runtime.Collector.Now;
    private volatile Status _status;

    private enum Status : byte
    {
        Created,
        Activating,
        Active,
        Deactivating,
        Gone,
    }

    internal GrainTarget Target { get; } = target;

    internal override object? Instance => _instance;

    internal bool IsGone => _status == Status.Gone;

    private protected override ActorRuntime Runtime => Target.Runtime;

    private bool MayStart(GrainMethod method) =>
        _status == Status.Active
        && _extras?.Ending is not true
        && (_blocking is null || method.AlwaysInterleaves || Target.Class.IsReentrant);

    internal static Activation Of(IGrainContext context) => context as Activation
        ?? throw new InvalidOperationException("This grain context is not one of this engine.");

    /// <summary>Claims the activation for one call on the calling thread; false unless it is quite idle.</summary>
    internal bool TryEnter(GrainMethod method, CallFrame? caller)
    {
        if (!Runtime.Scheduler.IsDirect || Runtime.IsKilled) return false;
        lock (this)
        {
            if (!IsIdle || !MayStart(method) || _held >= Runtime.Options.MaxEnqueuedRequestsHardLimit) return false;
            Claim();
            _held++;
            Start(method, caller);
            return true;
        }
    }

    /// <summary>Ends the claim of <see cref="TryEnter"/>, and the call too if it completed at once.</summary>
    internal void Leave(GrainMethod method, bool completed)
    {
        lock (this)
        {
            if (completed) End(method);
            Release();
        }
    }

    /// <summary>Starts or queues the call, or refuses it; false when the activation is gone and has no say.</summary>
    internal bool TryEnqueue(GrainCall call)
    {
        Exception? refusal = null;
        lock (this)
        {
            if (_status == Status.Gone) return false;
            if (_held >= Runtime.Options.MaxEnqueuedRequestsHardLimit && !call.IsTimer)
                refusal = new LimitExceededException($"{Target.GrainId} holds {_held} calls; {call} was refused.");
            else if (MayStart(call.Method))
                StartQueued(call);
            else if (_frame?.IsAbove(call.Caller) is true)
                refusal = Deadlock(call);
            else
                Hold(call);
        }

        if (refusal is not null) call.Fail(refusal);
        return true;
    }

    internal override void EndCall(GrainMethod method)
    {
        lock (this) End(method);
    }

    internal override Exception NoTarget(GrainMethod method) =>
        new InvalidOperationException($"{Target.Class.Type} does not implement the contract of {method}.");

    /// <summary>Marks the code from here on as part of this call, where the activation cannot know by itself.</summary>
    internal void EnterFrame(GrainMethod method, CallFrame? caller)
    {
        var interleaves = Target.Class.IsReentrant ? caller is not null : method.AlwaysInterleaves;
        if (interleaves) CallFrame.EnterInterleaved(this, method, caller);
    }

    /// <summary>The frame of the call that keeps others out; null in a reentrant grain, where none does.</summary>
    internal CallFrame? BlockingFrame()
    {
        lock (this)
        {
            if (_blocking is null) return null;
            return _frame ??= new(this, _blocking, _caller);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Target.GrainId.ToString();

    private void Hold(GrainCall call)
    {
        _held++;
        _waiting.Add(call);
        if (_status == Status.Created) BeginActivation(call.Caller);
    }

    private void StartQueued(GrainCall call)
    {
        _held++;
        Start(call.Method, call.Caller);
        AddReady(call);
    }

    private void Start(GrainMethod method, CallFrame? caller)
    {
        _running++;
        if (!method.IsTimer) _lastUsed = Runtime.Collector.Now;
        if (!method.AlwaysInterleaves && !Target.Class.IsReentrant) Block(method, caller);
    }

    private void End(GrainMethod method)
    {
        _running--;
        _held--;
        if (!method.AlwaysInterleaves && !Target.Class.IsReentrant) Unblock();
        if (_status != Status.Active) return;
        if (_extras?.Ending is true) BeginDeactivationWhenIdle();
        else AdmitWaiting();
    }

    /// <summary>
    /// Starts what may start. All that waits in an active grain waits for the blocking call, so the first is enough;
    /// in a grain that has just become active, calls that interleave may stand anywhere.
    /// </summary>
    private void AdmitWaiting(bool all = false)
    {
        if (_waiting.IsEmpty) return;
        var waiting = _waiting;
        var kept = default(WorkList);
        while ((all || _blocking is null) && waiting.Take() is GrainCall call)
        {
            if (MayStart(call.Method))
            {
                _held--;
                StartQueued(call);
            }
            else
            {
                kept.Add(call);
            }
        }

        _waiting = all ? kept : waiting;
    }

    private void Block(GrainMethod method, CallFrame? caller)
    {
        _blocking = method;
        _caller = caller;
    }

    private void Unblock()
    {
        _frame?.End();
        _blocking = null;
        _caller = null;
        _frame = null;
    }

    private GrainDeadlockException Deadlock(GrainCall call) => new(
        $"{call}, called by {call.Caller!.Method} of {call.Caller.Activation}, waits for itself: " +
        $"{_blocking} of {Target.GrainId} cannot end before the call does.");

    bool IEquatable<IGrainContext>.Equals([NotNullWhen(true)] IGrainContext? other) => ReferenceEquals(this, other);
}
