namespace ContextExchange.Actors;

/// <summary>
/// A grain by its name. Remembers the activation that it found last, so a reused reference skips the directory.
/// </summary>
internal sealed class GrainTarget(ActorRuntime runtime, GrainClass grainClass, GrainId grainId)
    : CallTarget(runtime, grainId)
{
    private Activation? _activation;

    internal GrainClass Class { get; } = grainClass;

    /// <summary>The partition that the name falls into, once somebody asked; else negative.</summary>
    internal int Partition { get; set; } = -1;

    internal override Activation? TryEnter(GrainMethod method, CallFrame? caller)
    {
        var activation = _activation ??= Runtime.Directory.Find(GrainId);
        if (activation is null) return null;
        if (activation.TryEnter(method, caller)) return activation;
        if (activation.IsGone) _activation = null;
        return null;
    }

    internal override void Deliver(GrainCall call)
    {
        while (true)
        {
            var activation = _activation;
            if (activation is null)
            {
                var isHere = Runtime.Placement.IsHere(this);
                // An activation that has lost its place still takes calls, and passes them on when it is gone.
                activation = isHere ? Runtime.Directory.FindOrCreate(this) : Runtime.Directory.Find(GrainId);
                if (activation is null && !isHere)
                {
                    Runtime.Placement.Dispatch(this, call);
                    return;
                }
            }

            if (activation is null)
            {
                call.Fail(new SiloUnavailableException($"The silo is stopping; {call} did not start."));
                return;
            }

            if (activation.TryEnqueue(call))
            {
                _activation = activation;
                return;
            }

            // Gone between the look-up and now. Its name is free already or belongs to the successor.
            _activation = null;
        }
    }
}
