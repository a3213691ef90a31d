namespace ContextExchange.Storage;

/// <summary>Published epochs, kept for ever.</summary>
internal sealed class EpochTable(SqliteDatabase database)
{
    private readonly SqliteStatement _find = database.Prepare(
        "SELECT hash, record FROM epochs WHERE connection = ?1 AND device = ?2 AND number = ?3");

    private readonly SqliteStatement _insert = database.Prepare(
        "INSERT INTO epochs (connection, device, number, hash, record) VALUES (?1, ?2, ?3, ?4, ?5)");

    /// <summary>False when another record stands under the number.</summary>
    public bool Put(EpochRow epoch)
    {
        if (Bind(_find, epoch).Step())
        {
            var same = epoch.Hash.Span.SequenceEqual(_find.Blob(0)) && epoch.Record.Span.SequenceEqual(_find.Blob(1));
            _find.Reset();
            return same;
        }

        Bind(_insert, epoch).Bind(4, epoch.Hash.Span).Bind(5, epoch.Record.Span).Run();
        return true;
    }

    private static SqliteStatement Bind(SqliteStatement statement, EpochRow epoch) =>
        statement.Bind(1, epoch.Connection.Value).Bind(2, epoch.Device.Value).Bind(3, epoch.Number);
}
