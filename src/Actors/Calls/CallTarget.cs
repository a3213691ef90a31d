namespace ContextExchange.Actors;

/// <summary>
/// What a reference points at: a grain by its name, or an observer. Known to generated references only.
/// </summary>
public abstract class CallTarget
{
    private protected CallTarget(ActorRuntime runtime, GrainId grainId)
    {
        Runtime = runtime;
        GrainId = grainId;
    }

    internal ActorRuntime Runtime { get; }

    internal GrainId GrainId { get; }

    /// <summary>The name that finds the target from another silo.</summary>
    internal virtual GrainId Cross() => GrainId;

    /// <summary>Why nothing can ever be called here again; null while that is not known.</summary>
    internal virtual Exception? Gone => null;

    /// <summary>
    /// Claims the target for one call on this thread if it is quite idle; null when the call must queue.
    /// </summary>
    internal abstract Activation? TryEnter(GrainMethod method, CallFrame? caller);

    /// <summary>Queues the call, or fails it.</summary>
    internal abstract void Deliver(GrainCall call);
}
