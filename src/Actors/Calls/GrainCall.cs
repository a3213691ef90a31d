namespace ContextExchange.Actors;

/// <summary>
/// A call that did not complete at once. It waits in its target's queue, runs there, and is settled exactly once: by
/// the target's result, the response timeout, the caller's cancellation or a refusal.
/// </summary>
internal abstract class GrainCall(CallTarget target, GrainMethod method, CallFrame? caller, bool oneWay)
    : WorkItem, IThreadPoolWorkItem
{
    private CancellationTokenRegistration _cancellation;
    private int _settled;

    internal CallTarget Target { get; } = target;

    internal GrainMethod Method { get; } = method;

    /// <summary>The chain of waiting calls that this one belongs to.</summary>
    internal CallFrame? Caller { get; } = caller;

    internal bool IsOneWay { get; } = oneWay;

    /// <summary>A timer's call to its own activation; it dies with that activation.</summary>
    internal bool IsTimer => Method.IsTimer;

    /// <summary>Neighbours and deadline in the <see cref="TimeoutQueue"/>, which alone touches them.</summary>
    internal GrainCall? Earlier { get; set; }

    internal GrainCall? Later { get; set; }

    internal long Deadline { get; set; }

    /// <summary>Where the call waits for an answer of another silo; null while it is on this one.</summary>
    internal LinkTicket? Ticket { get; set; }

    /// <summary>How often the call was sent to a silo that did not own its grain, and so did not start it.</summary>
    internal byte Redirects { get; set; }

    /// <summary>False once it is too late to begin.</summary>
    internal virtual bool MayStart => true;

    internal bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>Settles the call with an exception, unless it is settled.</summary>
    internal void Fail(Exception exception)
    {
        if (!TrySettle()) return;
        if (!IsOneWay) SetException(exception);
        // That a silo or a link is gone was said once; nobody needs a line for each call that it costs.
        else if (exception is SiloUnavailableException or ClientNotAvailableException)
            Log.OneWayLost(Target.Runtime.Logger, Method, Target.GrainId, exception.Message);
        else Log.OneWayFailed(Target.Runtime.Logger, Method, Target.GrainId, exception);
    }

    /// <summary>Settles the call with the outcome that its target produced.</summary>
    internal abstract void Reply();

    /// <summary>The outcome that came over a link is handed over, on a thread of its own.</summary>
    public void Execute() => Reply();

    /// <summary>Writes the request context and the arguments for another silo.</summary>
    internal virtual void WriteTo(MessageWriter writer) =>
        throw new NotSupportedException($"{Method} never leaves its silo.");

    /// <summary>Takes the outcome out of a message; <see cref="Reply"/> then hands it over.</summary>
    internal virtual void Take(ref MessageReader reader) =>
        throw new NotSupportedException($"{Method} never leaves its silo.");

    /// <summary>Takes a failure as the outcome; <see cref="Reply"/> then hands it over.</summary>
    internal virtual void Take(Exception failure) =>
        throw new NotSupportedException($"{Method} never leaves its silo.");

    /// <summary>A one-way call is in the hands of its link.</summary>
    internal void HandedOver() => TrySettle();

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Method} of {Target.GrainId}";

    /// <summary>Starts the clock and listens to the caller's token.</summary>
    private protected void Guard(CancellationToken cancellation)
    {
        if (IsOneWay) return;
        Target.Runtime.Timeouts.Add(this);
        if (Target.Runtime.IsKilled) Fail(ActorRuntime.Stopped());
        if (!cancellation.CanBeCanceled) return;
        _cancellation = cancellation.UnsafeRegister(
            static (call, token) => ((GrainCall)call!).Fail(new OperationCanceledException(token)), this);
        if (IsSettled) _cancellation.Dispose();
    }

    /// <summary>True for the one who may hand over the outcome.</summary>
    private protected bool TrySettle()
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0) return false;
        if (IsOneWay) return true;
        Target.Runtime.Timeouts.Remove(this);
        _cancellation.Unregister();
        if (Ticket is { } ticket) ticket.Link.Forget(ticket.Id);
        return true;
    }

    private protected abstract void SetException(Exception exception);
}
