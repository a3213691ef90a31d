namespace ContextExchange.Storage;

/// <summary>Something that waits for the writer; each engine adds how it is carried out.</summary>
internal interface IWriteRequest
{
    /// <summary>Nobody waits for it, so it must not be lost with its batch.</summary>
    bool IsKept => false;

    /// <summary>It is on disk: lets the caller go on.</summary>
    void Complete();

    /// <summary>The commit failed or its outcome is unknown: tells the caller.</summary>
    void Fail(StoreUnavailableException failure);
}
