namespace ContextExchange.Actors;

/// <summary>A write was refused because somebody else changed the record: its etag is not the expected one.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>With a general message.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>With this message.</summary>
    public InconsistentStateException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public InconsistentStateException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>With both etags.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag) : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The etag in the store; null when there is no record.</summary>
    public string? StoredEtag { get; }

    /// <summary>The etag that the grain held; null when it knew of no record.</summary>
    public string? CurrentEtag { get; }
}
