namespace ContextExchange.Storage;

/// <summary>Grain state: conditional writes of versioned rows, with their row of the due table.</summary>
internal sealed class StateTable(SqliteDatabase database, MetaTable meta)
{
    private readonly SqliteStatement _find = database.Prepare(
        "SELECT id, version FROM states WHERE grain_key = ?1 AND grain_type = ?2 AND name = ?3");

    private readonly SqliteStatement _insert = database.Prepare(
        """
        INSERT INTO states (grain_key, grain_type, name, version, due_at, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """);

    private readonly SqliteStatement _update = database.Prepare(
        "UPDATE states SET version = ?2, due_at = ?3, body = ?4 WHERE id = ?1");

    private readonly SqliteStatement _delete = database.Prepare("DELETE FROM states WHERE id = ?1");

    // The version below which no state starts anew, so that a version never returns for a key. Null until it is read.
    private long? _floor;

    public StateVerdict Write(StateWrite write)
    {
        var (id, version) = Find(write.Key);
        if (version != write.Expected) return new StateVerdict(false, version);
        var due = write.Due?.ToUnixTimeMilliseconds();
        return (write.Body, version) switch
        {
            (null, null) => new StateVerdict(true, null),
            (null, { } known) => Delete(id, known),
            ({ } body, null) => Insert(write.Key, due, body),
            ({ } body, { } known) => Update(id, known + 1, due, body),
        };
    }

    public void Forget() => _floor = null;

    private StateVerdict Insert(StateKey key, long? due, ReadOnlyMemory<byte> body)
    {
        _floor ??= meta.Read(MetaTable.DeletedVersion);
        var version = _floor.Value + 1;
        Bind(_insert, key).Bind(4, version).Bind(5, due).Bind(6, body.Span).Run();
        return new StateVerdict(true, version);
    }

    private StateVerdict Update(long id, long version, long? due, ReadOnlyMemory<byte> body)
    {
        _update.Bind(1, id).Bind(2, version).Bind(3, due).Bind(4, body.Span).Run();
        return new StateVerdict(true, version);
    }

    private StateVerdict Delete(long id, long version)
    {
        _delete.Bind(1, id).Run();
        meta.Raise(MetaTable.DeletedVersion, version);
        _floor = null;
        return new StateVerdict(true, null);
    }

    private (long Id, long? Version) Find(StateKey key)
    {
        if (!Bind(_find, key).Step()) return (0, null);
        var found = (_find.Number(0), _find.Number(1));
        _find.Reset();
        return found;
    }

    private static SqliteStatement Bind(SqliteStatement statement, StateKey key) =>
        statement.Bind(1, key.GrainKey).Bind(2, key.GrainType).Bind(3, key.Name);
}
