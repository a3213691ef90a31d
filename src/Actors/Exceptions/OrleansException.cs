namespace ContextExchange.Actors;

/// <summary>
/// The base of the engine's own exceptions, named as in Orleans so that grains can catch it on both engines.
/// </summary>
public class OrleansException : Exception
{
    /// <summary>With a general message.</summary>
    public OrleansException() : base("Unexpected error.")
    {
    }

    /// <summary>With this message.</summary>
    public OrleansException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public OrleansException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
