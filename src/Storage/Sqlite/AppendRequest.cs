namespace ContextExchange.Storage;

/// <summary>One step of the log on its way to disk.</summary>
internal sealed class AppendRequest(LogAppend append) : WriteRequest<LogVerdict>, ISqliteRequest
{
    public LogAppend Append => append;

    /// <summary>Whose number the row carries; null for a notice.</summary>
    public MarkEntry? Mark { get; set; }

    /// <summary>The row's number within <see cref="Mark"/>.</summary>
    public long Number { get; set; }

    /// <summary>The next row of the same mailbox in this batch.</summary>
    public AppendRequest? Next { get; set; }

    public void Apply(WriterTables tables) => Answer = tables.Log.Append(this);
}
