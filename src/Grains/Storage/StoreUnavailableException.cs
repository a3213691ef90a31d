namespace ContextExchange.Grains.Storage;

/// <summary>The store failed or is shutting down; the outcome of the write is unknown.</summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException() { }

    public StoreUnavailableException(string message) : base(message) { }

    public StoreUnavailableException(string message, Exception innerException) : base(message, innerException) { }
}
