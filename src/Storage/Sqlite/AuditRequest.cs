namespace ContextExchange.Storage;

/// <summary>
/// An audit record on its way to disk; nobody waits for it, so the writer keeps it until a commit takes it.
/// </summary>
internal sealed class AuditRequest(AuditRecord record) : ISqliteRequest
{
    public bool IsKept => true;

    public void Apply(WriterTables tables) => tables.Audit.Add(record);

    public void Complete()
    {
    }

    public void Fail(StoreUnavailableException failure)
    {
    }
}
