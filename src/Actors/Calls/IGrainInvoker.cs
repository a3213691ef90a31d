namespace ContextExchange.Actors;

/// <summary>
/// One call: the arguments and how to apply them. Generated as a struct per contract method, so that the call path is
/// specialised per method and a call that completes at once needs no object at all.
/// </summary>
/// <typeparam name="TTarget">The contract.</typeparam>
/// <typeparam name="TResult">The result; <see cref="Unit"/> for methods without one.</typeparam>
public interface IGrainInvoker<in TTarget, TResult>
{
    /// <summary>The method called.</summary>
    static abstract GrainMethod Method { get; }

    /// <summary>The caller's token if the method takes one.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Calls the method on the grain object.</summary>
    ValueTask<TResult> Invoke(TTarget target);

    /// <summary>Writes the arguments for another silo.</summary>
    void WriteArguments(MessageWriter writer);

    /// <summary>Writes a result for the silo of the caller.</summary>
    static abstract void WriteResult(MessageWriter writer, TResult result);

    /// <summary>Reads a result from another silo.</summary>
    static abstract TResult ReadResult(ref MessageReader reader);
}
