namespace ContextExchange.Storage;

/// <summary>A request that becomes a part of a statement.</summary>
internal interface IPostgresRequest : IWriteRequest
{
    /// <summary>
    /// Joins the section; false when something that is in it already must be on disk before.
    /// </summary>
    bool TryJoin(Section section);
}
