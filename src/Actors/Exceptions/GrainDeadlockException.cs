namespace ContextExchange.Actors;

/// <summary>
/// A call waits, through other grains, for itself. Orleans would let it time out; this engine says so at once.
/// </summary>
public sealed class GrainDeadlockException : OrleansException
{
    /// <summary>With a general message.</summary>
    public GrainDeadlockException() : base("A call waits for itself.")
    {
    }

    /// <summary>With this message.</summary>
    public GrainDeadlockException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public GrainDeadlockException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
