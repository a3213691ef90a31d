using System.Runtime.CompilerServices;

namespace ContextExchange.Actors;

/// <summary>
/// The base of generated references. Step 1 of a call: if the target is idle the call runs right here, on the caller's
/// thread, as the target's turn. Step 2, otherwise or when it does not complete at once: a <see cref="GrainCall"/>
/// stands for it until it is settled.
/// </summary>
/// <param name="target">What the reference points at.</param>
public abstract class GrainReference(CallTarget target) : IAddressable, IEquatable<GrainReference>
{
    /// <summary>The name of the grain or observer.</summary>
    public GrainId GrainId => Target.GrainId;

    internal CallTarget Target { get; } = target;

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && other.GrainId == GrainId;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => GrainId.ToString();

    /// <summary>Calls and hands back the result.</summary>
    protected ValueTask<TResult> Call<TTarget, TInvoker, TResult>(TInvoker invoker)
        where TTarget : class
        where TInvoker : struct, IGrainInvoker<TTarget, TResult>
    {
        if (invoker.CancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(invoker.CancellationToken);

        var caller = CallFrame.Current;
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack()
            && Target.TryEnter(TInvoker.Method, caller) is { } activation)
        {
            return RunHere<TTarget, TInvoker, TResult>(activation, invoker, caller);
        }

        var call = new GrainCall<TTarget, TInvoker, TResult>(Target, caller, invoker, oneWay: false);
        var promise = call.Promise();
        Target.Runtime.Send(call);
        return new(promise);
    }

    /// <summary>Calls and does not wait. Never runs on the caller's thread, so the caller goes on at once.</summary>
    /// <exception cref="ClientNotAvailableException">The observer is known to be gone: drop it.</exception>
    protected void Post<TTarget, TInvoker, TResult>(TInvoker invoker)
        where TTarget : class
        where TInvoker : struct, IGrainInvoker<TTarget, TResult>
    {
        if (Target.Gone is { } gone) throw gone;
        // The caller does not wait, so no chain of waiting calls leads through this one.
        Target.Runtime.Send(
            new GrainCall<TTarget, TInvoker, TResult>(Target, caller: null, invoker, oneWay: true));
    }

    private ValueTask<TResult> RunHere<TTarget, TInvoker, TResult>(
        Activation activation, TInvoker invoker, CallFrame? caller)
        where TTarget : class
        where TInvoker : struct, IGrainInvoker<TTarget, TResult>
    {
        var callerContext = SynchronizationContext.Current;
        var callerFlow = ExecutionContext.Capture();
        SynchronizationContext.SetSynchronizationContext(activation);
        activation.EnterFrame(TInvoker.Method, caller);

        var result = Invocation.Run<TTarget, TInvoker, TResult>(activation, invoker);
        var completed = result.IsCompleted;
        if (!completed)
        {
            var call = new GrainCall<TTarget, TInvoker, TResult>(Target, caller, invoker, oneWay: false);
            var promise = call.Promise();
            call.WaitFor(activation, result);
            result = new(promise);
        }

        SynchronizationContext.SetSynchronizationContext(callerContext);
        if (callerFlow is not null && ExecutionContext.Capture() != callerFlow) ExecutionContext.Restore(callerFlow);
        activation.Leave(TInvoker.Method, completed);
        return result;
    }
}
