namespace ContextExchange.Storage;

/// <summary>
/// The due table: states' deadlines, mailboxes' next expiries and holds' ends, each where it is written.
/// </summary>
internal sealed class DueReader(SqliteDatabase database)
{
    private readonly SqliteStatement _heads = database.Prepare(
        "SELECT next_expiry, mailbox FROM heads WHERE next_expiry <= ?1 ORDER BY next_expiry LIMIT ?2");

    private readonly SqliteStatement _holds = database.Prepare(
        """
        SELECT min(expires_at), sender, recipient FROM holds WHERE expires_at <= ?1
        GROUP BY connection ORDER BY 1 LIMIT ?2
        """);

    private readonly SqliteStatement _states = database.Prepare(
        """
        SELECT min(due_at), grain_type, grain_key FROM states WHERE due_at <= ?1
        GROUP BY grain_type, grain_key ORDER BY 1 LIMIT ?2
        """);

    public IReadOnlyList<DueGrain> Read(DateTimeOffset now, int max)
    {
        var due = new List<DueGrain>();
        var until = now.ToUnixTimeMilliseconds();
        Start(_heads, until, max);
        while (_heads.Step())
            due.Add(new DueGrain(DueKind.Agent, new AgentId(_heads.Id(1)).ToString(), _heads.Time(0)));
        Start(_holds, until, max);
        while (_holds.Step())
        {
            var key = ConnectionKey.Between(new AgentId(_holds.Id(1)), new AgentId(_holds.Id(2)));
            due.Add(new DueGrain(DueKind.Connection, key, _holds.Time(0)));
        }

        Start(_states, until, max);
        while (_states.Step())
            due.Add(new DueGrain(DueRows.KindOf(_states.Text(1)), _states.Text(2), _states.Time(0)));
        return DueRows.Merge(due, max);
    }

    private static void Start(SqliteStatement statement, long until, int max) => statement.Bind(1, until).Bind(2, max);
}
