namespace ContextExchange.Storage;

/// <summary>
/// Makes segments fit the rows that are left: they shrink from either end, or vanish with their last row.
/// </summary>
internal sealed class SegmentTrim(SqliteDatabase database)
{
    private readonly Dictionary<long, Segment> _mailboxes = [];
    private readonly Dictionary<long, Segment> _marks = [];

    private readonly Statements _ofMailboxes = new(database, "mailbox_segments", "mailbox", "sequence");
    private readonly Statements _ofMarks = new(database, "mark_segments", "mark", "number");

    /// <summary>A row of this mailbox goes.</summary>
    public void NoteMailbox(long mailbox, long sequence) => Note(_ofMailboxes, _mailboxes, mailbox, sequence);

    /// <summary>A row of this mark goes.</summary>
    public void NoteMark(long mark, long number) => Note(_ofMarks, _marks, mark, number);

    /// <summary>Called when the rows are gone.</summary>
    public void Apply()
    {
        Apply(_ofMailboxes, _mailboxes);
        Apply(_ofMarks, _marks);
    }

    private static void Note(Statements statements, Dictionary<long, Segment> affected, long owner, long number)
    {
        if (!statements.Find.Bind(1, SegmentKey.Of(owner, number)).Bind(2, SegmentKey.First(owner)).Step()) return;
        var segment = new Segment(owner, statements.Find.Number(1), statements.Find.Number(2));
        affected[statements.Find.Number(0)] = segment;
        statements.Find.Reset();
    }

    private static void Apply(Statements statements, Dictionary<long, Segment> affected)
    {
        foreach (var (key, segment) in affected)
        {
            statements.Delete.Bind(1, key).Run();
            var rest = statements.Rest;
            rest.Bind(1, segment.FirstPosition).Bind(2, segment.LastPosition).Bind(3, segment.Owner).Step();
            if (!rest.IsNull(0))
                statements.Insert.Bind(1, SegmentKey.Of(segment.Owner, rest.Number(0)))
                    .Bind(2, rest.Number(1)).Bind(3, rest.Number(2)).Run();
            rest.Reset();
        }

        affected.Clear();
    }

    private readonly record struct Segment(long Owner, long FirstPosition, long LastPosition);

    // Both tables have the same shape; the names below are constants of this file.
    private sealed class Statements(SqliteDatabase database, string table, string owner, string number)
    {
        public SqliteStatement Find { get; } = database.Prepare(
            $"""
            SELECT key, first_position, last_position FROM {table}
            WHERE key <= ?1 AND key >= ?2 ORDER BY key DESC LIMIT 1
            """);

        public SqliteStatement Rest { get; } = database.Prepare(
            $"""
            SELECT min({number}), min(position), max(position) FROM log
            WHERE position BETWEEN ?1 AND ?2 AND {owner} = ?3
            """);

        public SqliteStatement Delete { get; } = database.Prepare($"DELETE FROM {table} WHERE key = ?1");

        public SqliteStatement Insert { get; } = database.Prepare(
            $"INSERT INTO {table} (key, first_position, last_position) VALUES (?1, ?2, ?3)");
    }
}
