namespace ContextExchange.Storage;

/// <summary>Open holds. A closed one is deleted: its outcome stands in the log.</summary>
internal sealed class HoldTable(SqliteDatabase database)
{
    private readonly SqliteStatement _find = database.Prepare(
        "SELECT 1 FROM holds WHERE connection = ?1 AND message = ?2 AND side = ?3");

    private readonly SqliteStatement _insert = database.Prepare(
        """
        INSERT INTO holds (connection, message, side, sender, recipient, category, held_at, expires_at, lineage,
            envelope)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    private readonly SqliteStatement _delete = database.Prepare(
        "DELETE FROM holds WHERE connection = ?1 AND message = ?2 AND side = ?3");

    public bool IsOpen(HoldKey key)
    {
        var open = Bind(_find, key).Step();
        _find.Reset();
        return open;
    }

    public void Open(Hold hold) =>
        Bind(_insert, hold.Key)
            .Bind(4, hold.Sender.Value).Bind(5, hold.Recipient.Value).Bind(6, hold.Category)
            .Bind(7, hold.HeldAt.ToUnixTimeMilliseconds()).Bind(8, hold.ExpiresAt.ToUnixTimeMilliseconds())
            .Bind(9, hold.LineageTag.Span).Bind(10, hold.Envelope.Span).Run();

    public void Close(HoldKey key) => Bind(_delete, key).Run();

    private static SqliteStatement Bind(SqliteStatement statement, HoldKey key) =>
        statement.Bind(1, key.Connection.Value).Bind(2, key.Message.Value).Bind(3, key.Side.Value);
}
