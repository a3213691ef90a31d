namespace ContextExchange.Actors;

/// <summary>How a call of one contract method is read from a message; registered by generated code.</summary>
public abstract class RemoteMethod
{
    private protected RemoteMethod(GrainMethod method, bool takesToken)
    {
        Method = method;
        TakesToken = takesToken;
    }

    internal GrainMethod Method { get; }

    /// <summary>Whether the method takes a cancellation token.</summary>
    internal bool TakesToken { get; }

    /// <summary>Reads the arguments and makes the call, which answers to <paramref name="origin"/>.</summary>
    internal abstract GrainCall Read(CallTarget target, in RequestOrigin origin, ref MessageReader reader);
}
