namespace ContextExchange.Storage.Tests;

internal sealed class MemoryUnderTest : StoreUnderTest
{
    public MemoryUnderTest() => Store = new MemoryStore(Time);

    public MemoryStore Store { get; }

    public override ILogStore Log => Store;

    public override IDueTable Due => Store;

    public override IAuditLog Audit => Store;

    public override IStateStore States => Store;

    public override void Reopen()
    {
    }

    public override void Dispose()
    {
    }
}
