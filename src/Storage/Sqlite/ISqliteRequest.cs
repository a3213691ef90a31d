namespace ContextExchange.Storage;

/// <summary>A request that does its work in SQLite.</summary>
internal interface ISqliteRequest : IWriteRequest
{
    /// <summary>Does its part of the open transaction, on the writer's thread.</summary>
    void Apply(WriterTables tables);
}
