namespace ContextExchange.Storage;

/// <summary>Re-wraps of epochs, the newest of each epoch and device.</summary>
internal sealed class RewrapTable(SqliteDatabase database)
{
    private readonly SqliteStatement _put = database.Prepare(
        """
        INSERT INTO rewraps (connection, epoch_hash, device, record) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (connection, epoch_hash, device) DO UPDATE SET record = excluded.record
        """);

    public void Put(IReadOnlyList<RewrapRow> rewraps)
    {
        foreach (var rewrap in rewraps)
            _put.Bind(1, rewrap.Connection.Value).Bind(2, rewrap.EpochHash.Span).Bind(3, rewrap.Device.Value)
                .Bind(4, rewrap.Record.Span).Run();
    }
}
