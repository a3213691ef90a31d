namespace ContextExchange.Actors;

/// <summary>
/// An object that grains call back. Its calls always queue: a slow observer must not hold up the grain.
/// </summary>
internal sealed class ObserverTarget : CallTarget
{
    private readonly ObserverQueue _queue;

    private readonly long _number;

    internal ObserverTarget(ActorRuntime runtime, GrainId grainId, long number, IGrainObserver observer)
        : base(runtime, grainId)
    {
        _number = number;
        _queue = new(runtime, grainId, observer);
    }

    internal bool IsGone => _queue.Instance is null;

    internal override GrainId Cross()
    {
        Runtime.Observers.Add(_number, this);
        return Runtime.Placement.NameObserver(_number);
    }

    internal override Activation? TryEnter(GrainMethod method, CallFrame? caller) => null;

    internal override void Deliver(GrainCall call) => _queue.Enqueue(call);

    internal void Close()
    {
        _queue.Close();
        Runtime.Observers.Remove(_number);
    }
}
