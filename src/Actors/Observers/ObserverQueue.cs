namespace ContextExchange.Actors;

/// <summary>Runs an observer's calls one at a time, in the order in which they came. Holds the object weakly.</summary>
internal sealed class ObserverQueue(ActorRuntime runtime, GrainId id, IGrainObserver observer) : TurnQueue
{
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private WorkList _waiting;
    private int _held;
    private bool _busy;

    internal override object? Instance => _observer.TryGetTarget(out var target) ? target : null;

    private protected override ActorRuntime Runtime => runtime;

    public override string ToString() => id.ToString();

    internal override Exception NoTarget(GrainMethod method) =>
        new ClientNotAvailableException($"The observer of {method} is deleted or collected.");

    internal void Enqueue(GrainCall call)
    {
        lock (this)
        {
            if (_held < runtime.Options.MaxEnqueuedRequestsHardLimit)
            {
                _held++;
                if (_busy && !call.Method.AlwaysInterleaves) _waiting.Add(call);
                else Start(call);
                return;
            }
        }

        call.Fail(new LimitExceededException($"{id} holds {runtime.Options.MaxEnqueuedRequestsHardLimit} calls."));
    }

    internal override void EndCall(GrainMethod method)
    {
        lock (this)
        {
            _held--;
            if (method.AlwaysInterleaves) return;
            _busy = false;
            if (_waiting.Take() is GrainCall next) Start(next);
        }
    }

    /// <summary>Calls that come or start from now on find no object.</summary>
    internal void Close() => _observer.SetTarget(null!);

    private void Start(GrainCall call)
    {
        if (!call.Method.AlwaysInterleaves) _busy = true;
        AddReady(call);
    }
}
