namespace ContextExchange.Actors;

/// <summary>
/// One running call in a chain of calls that wait for each other; only made when a grain calls another while a
/// non-reentrant grain stands above. A call that would wait for a frame of its own chain can never start.
/// </summary>
internal sealed class CallFrame(Activation activation, GrainMethod method, CallFrame? parent)
{
    /// <summary>
    /// The frame of a call that interleaves; the activation itself knows the frame of one that does not.
    /// </summary>
    private static readonly AsyncLocal<CallFrame?> Interleaved = new();

    private volatile bool _ended;

    /// <summary>
    /// The frame that the running code belongs to; null outside grains, and where nothing can deadlock.
    /// </summary>
    internal static CallFrame? Current
    {
        get
        {
            if (SynchronizationContext.Current is not Activation activation) return null;
            var interleaved = Interleaved.Value;
            return interleaved?.Activation == activation ? interleaved : activation.BlockingFrame();
        }
    }

    internal Activation Activation { get; } = activation;

    internal GrainMethod Method { get; } = method;

    /// <summary>Marks the code that runs from here on as part of a call that interleaves.</summary>
    internal static void EnterInterleaved(Activation activation, GrainMethod method, CallFrame? caller) =>
        Interleaved.Value = new(activation, method, caller);

    internal void End() => _ended = true;

    /// <summary>Whether a call from <paramref name="caller"/> that waits for this frame waits for itself.</summary>
    internal bool IsAbove(CallFrame? caller)
    {
        for (var frame = caller; frame is { _ended: false }; frame = frame.Parent)
        {
            if (frame == this) return true;
        }

        return false;
    }

    private CallFrame? Parent { get; } = parent;
}
