using System.Runtime.CompilerServices;

namespace ContextExchange.Actors;

/// <summary>A <see cref="GrainCall"/> with its arguments and its caller's task.</summary>
internal class GrainCall<TTarget, TInvoker, TResult>(
    CallTarget target, CallFrame? caller, TInvoker invoker, bool oneWay)
    : GrainCall(target, TInvoker.Method, caller, oneWay)
    where TTarget : class
    where TInvoker : struct, IGrainInvoker<TTarget, TResult>
{
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();
    private AsyncTaskMethodBuilder<TResult> _promise;
    private ValueTask<TResult> _result;
    private TurnQueue? _queue;

    /// <summary>The caller's task. Asked for once, before anybody can settle the call.</summary>
    internal Task<TResult> Promise()
    {
        var task = _promise.Task;
        Guard(invoker.CancellationToken);
        return task;
    }

    /// <summary>Ties the call to a result that is still to come. The queue is the current context.</summary>
    internal void WaitFor(TurnQueue queue, ValueTask<TResult> result)
    {
        _queue = queue;
        _result = result;
        // Captures the queue as context: the end of a call is a piece of its target's work like any other.
        result.GetAwaiter().UnsafeOnCompleted(Finish);
    }

    internal sealed override void Run(TurnQueue queue)
    {
        if (IsSettled || !MayStart)
        {
            // Nobody waits any more: not started is better than started in vain.
            queue.EndCall(Method);
            if (!IsSettled) Fail(new TimeoutException($"{this} waited too long to start."));
            return;
        }

        var clean = ExecutionContext.Capture();
        if (_flow is not null) ExecutionContext.Restore(_flow);
        (queue as Activation)?.EnterFrame(Method, Caller);
        var result = Invocation.Run<TTarget, TInvoker, TResult>(queue, invoker);
        if (result.IsCompleted)
        {
            _queue = queue;
            _result = result;
            Finish();
        }
        else
        {
            WaitFor(queue, result);
        }

        if (clean is not null) ExecutionContext.Restore(clean);
    }

    internal sealed override void Reply()
    {
        try
        {
            var value = _result.GetAwaiter().GetResult();
            if (TrySettle() && !IsOneWay) SetResult(value);
        }
#pragma warning disable CA1031 // An exception of a grain belongs to its caller, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    internal sealed override void WriteTo(MessageWriter writer)
    {
        var here = ExecutionContext.Capture();
        var moved = _flow is not null && _flow != here;
        if (moved) ExecutionContext.Restore(_flow!);
        try
        {
            RequestContext.Write(writer);
            invoker.WriteArguments(writer);
        }
        finally
        {
            if (moved && here is not null) ExecutionContext.Restore(here);
        }
    }

    internal sealed override void Take(ref MessageReader reader) => _result = new(TInvoker.ReadResult(ref reader));

    internal sealed override void Take(Exception failure) => 
        _result = new(Task.FromException<TResult>(failure));

    private protected virtual void SetResult(TResult result) => _promise.SetResult(result);

    private protected override void SetException(Exception exception) => _promise.SetException(exception);

    private void Finish()
    {
        _queue!.EndCall(Method);
        Target.Runtime.Reply(this);
    }
}
