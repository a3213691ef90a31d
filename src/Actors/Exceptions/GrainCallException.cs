namespace ContextExchange.Actors;

/// <summary>
/// A grain on another silo failed with an exception of a type that does not cross. Its message is the grain's; its
/// stack trace stays with the grain's silo.
/// </summary>
public sealed class GrainCallException : OrleansException
{
    /// <summary>With a general message.</summary>
    public GrainCallException() : base("The grain failed.")
    {
    }

    /// <summary>With this message.</summary>
    public GrainCallException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public GrainCallException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>With the full name of the exception's type on the grain's silo.</summary>
    public GrainCallException(string message, string originalType) : base(message) => OriginalType = originalType;

    /// <summary>The full name of the exception's type on the grain's silo; null when it is not known.</summary>
    public string? OriginalType { get; }
}
