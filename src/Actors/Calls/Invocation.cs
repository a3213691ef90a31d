namespace ContextExchange.Actors;

/// <summary>The one place where a grain's or observer's method is entered.</summary>
internal static class Invocation
{
    /// <summary>Calls the method; whatever it throws becomes a failed task for the caller alone.</summary>
    internal static ValueTask<TResult> Run<TTarget, TInvoker, TResult>(TurnQueue queue, in TInvoker invoker)
        where TTarget : class
        where TInvoker : struct, IGrainInvoker<TTarget, TResult>
    {
        try
        {
            return queue.Instance is TTarget instance
                ? invoker.Invoke(instance)
                : ValueTask.FromException<TResult>(queue.NoTarget(TInvoker.Method));
        }
#pragma warning disable CA1031 // An exception of a grain belongs to its caller, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<TResult>(exception);
        }
    }
}
