namespace ContextExchange.Storage;

/// <summary>The audit log; the writer gives every record its place and its hash.</summary>
internal sealed class AuditTable(SqliteDatabase database)
{
    private readonly SqliteStatement _last = database.Prepare(
        "SELECT position, hash FROM audit ORDER BY position DESC LIMIT 1");

    private readonly SqliteStatement _insert = database.Prepare(
        """
        INSERT INTO audit (position, at, actor, action, subject, outcome, origin, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """);

    // The end of the chain; null until it is read.
    private byte[]? _hash;
    private long _position;

    public void Add(AuditRecord record)
    {
        var previous = _hash ?? ReadEnd();
        var position = _position + 1;
        var hash = AuditChain.Next(previous, position, record.At, record.Actor, record.Action, record.Subject,
            record.Outcome, record.Origin);
        _insert.Bind(1, position).Bind(2, record.At.ToUnixTimeMilliseconds()).Bind(3, record.Actor)
            .Bind(4, record.Action).Bind(5, record.Subject).Bind(6, record.Outcome).Bind(7, record.Origin)
            .Bind(8, hash).Run();
        _position = position;
        _hash = hash;
    }

    public void Forget() => _hash = null;

    private byte[] ReadEnd()
    {
        _position = 0;
        if (!_last.Step()) return AuditChain.Start.ToArray();
        _position = _last.Number(0);
        var hash = _last.Blob(1);
        _last.Reset();
        return hash;
    }
}
