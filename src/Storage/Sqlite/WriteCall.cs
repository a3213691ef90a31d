namespace ContextExchange.Storage;

/// <summary>A request that is not on the message path.</summary>
internal sealed class WriteCall<T>(Func<WriterTables, T> apply) : WriteRequest<T>, ISqliteRequest
{
    public void Apply(WriterTables tables) => Answer = apply(tables);
}
