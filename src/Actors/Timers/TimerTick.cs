namespace ContextExchange.Actors;

/// <summary>One callback of a timer, as a call of the activation to itself.</summary>
internal sealed class TimerTick(GrainTimer timer, CallTarget target, bool interleave)
    : GrainCall(target, interleave ? GrainMethod.InterleavedTimerTick : GrainMethod.TimerTick, null, oneWay: true)
{
    internal override void Run(TurnQueue queue)
    {
        var clean = ExecutionContext.Capture();
        ((Activation)queue).EnterFrame(Method, null);
        _ = RunAsync(queue);
        if (clean is not null) ExecutionContext.Restore(clean);
    }

    internal override void Reply()
    {
        // Nobody waits for a timer.
    }

    private protected override void SetException(Exception exception)
    {
        // As above.
    }

    private async Task RunAsync(TurnQueue queue)
    {
        await timer.RunAsync();
        queue.EndCall(Method);
        timer.Rearm();
    }
}
