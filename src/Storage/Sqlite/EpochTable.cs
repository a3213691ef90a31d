namespace ContextExchange.Storage;

/// <summary>Published epochs, each kept for as long as a message of it may be.</summary>
internal sealed class EpochTable(SqliteDatabase database, int chunk)
{
    private static readonly RetentionClass[] Classes =
        [RetentionClass.Days1, RetentionClass.Days7, RetentionClass.Days30, RetentionClass.Days90];

    private readonly SqliteStatement _find = database.Prepare(
        "SELECT hash, record FROM epochs WHERE connection = ?1 AND device = ?2 AND number = ?3");

    private readonly SqliteStatement _insert = database.Prepare(
        """
        INSERT INTO epochs (connection, device, number, hash, record, at, retention)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SqliteStatement _keep = database.Prepare(
        """
        UPDATE epochs SET retention = ?2
        WHERE connection = ?1 AND at >= ?3 AND retention <> 0 AND (?2 = 0 OR retention < ?2)
        """);

    private readonly SqliteStatement _delete = database.Prepare(
        """
        DELETE FROM epochs WHERE id IN (
            SELECT id FROM epochs WHERE retention = ?1 AND retention <> 0 AND at < ?2 ORDER BY at LIMIT ?3)
        RETURNING id
        """);

    /// <summary>False when another record stands under the number.</summary>
    public bool Put(EpochRow epoch)
    {
        if (Bind(_find, epoch).Step())
        {
            var same = epoch.Hash.Span.SequenceEqual(_find.Blob(0)) && epoch.Record.Span.SequenceEqual(_find.Blob(1));
            _find.Reset();
            return same;
        }

        Bind(_insert, epoch).Bind(4, epoch.Hash.Span).Bind(5, epoch.Record.Span)
            .Bind(6, epoch.At.ToUnixTimeMilliseconds()).Bind(7, (long)epoch.Retention).Run();
        return true;
    }

    /// <summary>Raises the retention class of one connection's epochs since a time; never lowers it.</summary>
    public void Keep(ConnectionId connection, RetentionClass retention, DateTimeOffset since) =>
        _keep.Bind(1, connection.Value).Bind(2, (long)retention).Bind(3, since.ToUnixTimeMilliseconds()).Run();

    /// <summary>Deletes one chunk of every class that no message can need; true when a class has more.</summary>
    public bool ApplyRetention(DateTimeOffset now)
    {
        var more = false;
        foreach (var retention in Classes)
        {
            var cutoff = now - Limits.EpochReach - TimeSpan.FromDays((int)retention);
            _delete.Bind(1, (long)retention).Bind(2, cutoff.ToUnixTimeMilliseconds()).Bind(3, chunk);
            var deleted = 0;
            while (_delete.Step()) deleted++;
            more |= deleted == chunk;
        }

        return more;
    }

    private static SqliteStatement Bind(SqliteStatement statement, EpochRow epoch) =>
        statement.Bind(1, epoch.Connection.Value).Bind(2, epoch.Device.Value).Bind(3, epoch.Number);
}
