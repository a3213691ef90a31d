namespace ContextExchange.Actors;

/// <summary>A silo with the same id runs in the cluster, or has crashed and its lease has not ended yet.</summary>
public sealed class SiloIdTakenException : OrleansException
{
    /// <summary>With a general message.</summary>
    public SiloIdTakenException() : base("The silo id is taken.")
    {
    }

    /// <summary>With this message.</summary>
    public SiloIdTakenException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public SiloIdTakenException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
