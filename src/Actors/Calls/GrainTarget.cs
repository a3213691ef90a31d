namespace ContextExchange.Actors;

/// <summary>
/// A grain by its name. Remembers the activation that it found last, so a reused reference skips the directory.
/// </summary>
internal sealed class GrainTarget(ActorRuntime runtime, GrainClass grainClass, GrainId grainId)
    : CallTarget(runtime, grainId)
{
    private Activation? _activation;

    internal GrainClass Class { get; } = grainClass;

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
            var activation = _activation ?? Runtime.Directory.FindOrCreate(this);
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
