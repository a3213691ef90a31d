namespace ContextExchange.Storage;

/// <summary>
/// The due table: states' deadlines, mailboxes' next expiries and holds' ends, each where it is written.
/// </summary>
internal sealed class DueReader(SqliteDatabase database)
{
    private readonly SqliteStatement _heads = database.Prepare(ReaderSql.DueHeads);
    private readonly SqliteStatement _holds = database.Prepare(ReaderSql.DueHolds);
    private readonly SqliteStatement _states = database.Prepare(ReaderSql.DueStates);

    public IReadOnlyList<DueGrain> Read(DateTimeOffset now, int max)
    {
        var until = now.ToUnixTimeMilliseconds();
        return DueRows.Merge(
            [
                .. Read(_heads, until, max, row =>
                    new DueGrain(DueKind.Agent, new AgentId(row.Id(1)).ToString(), row.Time(0))),
                .. Read(_holds, until, max, row => new DueGrain(
                    DueKind.Connection,
                    ConnectionKey.Between(new AgentId(row.Id(1)), new AgentId(row.Id(2))),
                    row.Time(0))),
                .. Read(_states, until, max, row =>
                    new DueGrain(DueRows.KindOf(row.Text(1)), row.Text(2), row.Time(0))),
            ],
            max);
    }

    // Rows come earliest first; a grain that has several counts once, so that it cannot crowd out the others.
    private static Dictionary<(DueKind, string), DueGrain>.ValueCollection Read(
        SqliteStatement statement, long until, int max, Func<SqliteStatement, DueGrain> grainOf)
    {
        var due = new Dictionary<(DueKind, string), DueGrain>();
        statement.Bind(1, until);
        while (due.Count < max && statement.Step())
        {
            var grain = grainOf(statement);
            due.TryAdd((grain.Kind, grain.Key), grain);
        }

        statement.Reset();
        return due.Values;
    }
}
