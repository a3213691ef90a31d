namespace ContextExchange.Actors;

/// <summary>
/// An object that grains call back. Its calls always queue: a slow observer must not hold up the grain.
/// </summary>
internal sealed class ObserverTarget : CallTarget
{
    private readonly ObserverQueue _queue;

    internal ObserverTarget(ActorRuntime runtime, GrainId grainId, IGrainObserver observer) : base(runtime, grainId) =>
        _queue = new(runtime, grainId, observer);

    internal override Activation? TryEnter(GrainMethod method, CallFrame? caller) => null;

    internal override void Deliver(GrainCall call) => _queue.Enqueue(call);

    internal void Close() => _queue.Close();
}
