namespace ContextExchange.Actors;

/// <summary>Bytes from another silo are not what the contract says; nothing of them was used.</summary>
public sealed class MalformedMessageException : OrleansException
{
    /// <summary>With a general message.</summary>
    public MalformedMessageException() : base("The message is malformed.")
    {
    }

    /// <summary>With this message.</summary>
    public MalformedMessageException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public MalformedMessageException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
