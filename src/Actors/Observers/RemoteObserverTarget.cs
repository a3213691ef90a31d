namespace ContextExchange.Actors;

/// <summary>An observer that lives in another silo, or lived in this one.</summary>
internal sealed class RemoteObserverTarget(ActorRuntime runtime, GrainId grainId, string home)
    : CallTarget(runtime, grainId)
{
    /// <summary>The incarnation of a silo, as <see cref="SiloAddress.Name"/> says it.</summary>
    internal string Home { get; } = home;

    internal override Exception? Gone => Runtime.Placement.IsGone(Home)
        ? new ClientNotAvailableException($"{GrainId} is gone with its silo {Home}.")
        : null;

    internal override Activation? TryEnter(GrainMethod method, CallFrame? caller) => null;

    internal override void Deliver(GrainCall call) => Runtime.Placement.Dispatch(this, call);
}
