namespace ContextExchange.Storage;

/// <summary>Something that waits for the writer.</summary>
internal abstract class WriteRequest
{
    /// <summary>Does its part of the open transaction, on the writer's thread.</summary>
    public abstract void Apply(WriterTables tables);

    /// <summary>The transaction is on disk: lets the caller go on.</summary>
    public abstract void Complete();

    /// <summary>The transaction failed: tells the caller.</summary>
    public abstract void Fail(StoreUnavailableException failure);
}
