namespace ContextExchange.Actors;

/// <summary>The grain has too many calls waiting and running; try again later.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>With a general message.</summary>
    public LimitExceededException() : base("Limit exceeded.")
    {
    }

    /// <summary>With this message.</summary>
    public LimitExceededException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public LimitExceededException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
