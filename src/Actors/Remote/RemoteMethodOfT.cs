namespace ContextExchange.Actors;

/// <summary>A <see cref="RemoteMethod"/> with its types.</summary>
/// <param name="read">Reads the arguments.</param>
/// <param name="takesToken">Whether the method takes a cancellation token.</param>
public sealed class RemoteMethod<TTarget, TInvoker, TResult>(ArgumentReader<TInvoker> read, bool takesToken)
    : RemoteMethod(TInvoker.Method, takesToken)
    where TTarget : class
    where TInvoker : struct, IGrainInvoker<TTarget, TResult>
{
    internal override GrainCall Read(CallTarget target, in RequestOrigin origin, ref MessageReader reader)
    {
        var token = TakesToken ? new CancellationTokenSource() : null;
        var invoker = read(ref reader, token?.Token ?? default);
        return new InboundCall<TTarget, TInvoker, TResult>(target, invoker, origin, token);
    }
}
