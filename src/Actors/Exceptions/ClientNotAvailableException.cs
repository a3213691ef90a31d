namespace ContextExchange.Actors;

/// <summary>The observer behind a reference is gone.</summary>
public sealed class ClientNotAvailableException : OrleansException
{
    /// <summary>With a general message.</summary>
    public ClientNotAvailableException() : base("The observer is gone.")
    {
    }

    /// <summary>With this message.</summary>
    public ClientNotAvailableException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public ClientNotAvailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
