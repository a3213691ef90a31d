namespace ContextExchange.Actors;

/// <summary>The silo is stopping or stopped; the call did not start.</summary>
public sealed class SiloUnavailableException : OrleansException
{
    /// <summary>With a general message.</summary>
    public SiloUnavailableException() : base("The silo is not available.")
    {
    }

    /// <summary>With this message.</summary>
    public SiloUnavailableException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public SiloUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
