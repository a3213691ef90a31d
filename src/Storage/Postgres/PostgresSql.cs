namespace ContextExchange.Storage;

/// <summary>The reading statements.</summary>
internal static class PostgresSql
{
    /// <summary>
    /// Segments from the one that holds the first wanted sequence. What is older than its part's cutoff is not read.
    /// </summary>
    public const string MailboxSegments =
        """
        SELECT s.first_sequence, s.part, s.writer, s.first_position, s.last_position, r.cutoff
        FROM mailbox_segments s JOIN log_parts r ON r.part = s.part
        WHERE s.mailbox = $1 AND s.max_at >= r.cutoff
          AND s.first_sequence >= coalesce(
            (SELECT f.first_sequence FROM mailbox_segments f
             WHERE f.mailbox = $1 AND f.first_sequence <= $2 + 1 ORDER BY f.first_sequence DESC LIMIT 1), 0)
        ORDER BY s.first_sequence LIMIT $3
        """;

    // Positions of a segment, each looked up. The bound keeps the planner from joining the other way round: to go
    // through a whole part and ask of each row whether some segment holds it looks cheaper to it once a part has grown.
    private const string RowsOfSegment =
        """
        CROSS JOIN LATERAL (
            SELECT * FROM log_{0} r WHERE r.writer = s.writer AND r.position BETWEEN s.first AND s.last
            ORDER BY r.position LIMIT greatest(s.last - s.first + 1, 0)) l
        """;

    /// <summary>Rows of one part, until their bodies reach a number of bytes.</summary>
    public const string MailboxRows =
        $$"""
        SELECT sequence, kind, connection, at, body, lineage FROM (
            SELECT l.*, sum(octet_length(l.body)) OVER (ORDER BY l.sequence) - octet_length(l.body) AS bytes_before
            FROM unnest($1, $2, $3) AS s (writer, first, last)
            {{RowsOfSegment}}
            WHERE l.sequence > $4 AND l.at >= $5 ORDER BY l.sequence LIMIT $6) x
        WHERE bytes_before < $7 ORDER BY sequence
        """;

    public const string Head = "SELECT sequence FROM heads WHERE mailbox = $1";

    public const string Marks =
        """
        SELECT device, sequence, digest, epoch_number, message, outcome FROM marks
        WHERE connection = $1 AND sequence > 0 AND device <> '00000000-0000-0000-0000-000000000000'
        """;

    public const string SettledSegment =
        """
        SELECT s.part, s.writer, s.first_position, s.last_position, r.cutoff
        FROM mark_segments s JOIN log_parts r ON r.part = s.part
        WHERE s.mark = $1 AND s.first_number <= $2 AND s.last_number >= $2
        ORDER BY s.first_number DESC LIMIT 1
        """;

    public const string SettledRow =
        """
        SELECT outcome, digest, at, sequence FROM log_{0}
        WHERE writer = $1 AND position BETWEEN $2 AND $3 AND mark = $4 AND number = $5 AND at >= $6
        """;

    private const string Hold =
        """
        SELECT connection, message, side, sender, recipient, category, held_at, expires_at, envelope, lineage FROM holds
        """;

    public const string HoldsByConnection = Hold + " WHERE connection = $1 ORDER BY held_at, writer, place";

    public const string HoldsBySide = Hold + " WHERE side = $1 ORDER BY held_at, writer, place";

    // A row without a side stands for a notice that is still to be told: nobody is asked. The index covers it.
    public const string Asked =
        """
        SELECT side, held_at FROM holds
        WHERE held_at > $1 AND side <> '00000000-0000-0000-0000-000000000000'
        """;

    public const string Cursors = "SELECT device, sequence FROM cursors WHERE mailbox = $1";

    public const string Epoch =
        """
        SELECT device, number, hash, record, at, retention FROM epochs
        WHERE connection = $1 AND hash = $2 ORDER BY at, device, number LIMIT 1
        """;

    public const string Rewrap =
        "SELECT record FROM rewraps WHERE connection = $1 AND epoch_hash = $2 AND device = $3";

    public const string Audit =
        """
        SELECT position, at, actor, action, subject, outcome, origin, hash FROM audit
        WHERE position > $1 ORDER BY position LIMIT $2
        """;

    public const string State =
        "SELECT version, body FROM states WHERE grain_key = $1 AND grain_type = $2 AND name = $3";

    public const string DueHeads =
        "SELECT next_expiry, mailbox FROM heads WHERE next_expiry <= $1 ORDER BY next_expiry LIMIT $2";

    public const string DueHolds =
        """
        SELECT min(expires_at), (array_agg(sender))[1], (array_agg(recipient))[1] FROM holds
        WHERE expires_at <= $1 GROUP BY connection ORDER BY 1 LIMIT $2
        """;

    public const string DueStates =
        """
        SELECT min(due_at), grain_type, grain_key FROM states
        WHERE due_at <= $1 GROUP BY grain_type, grain_key ORDER BY 1 LIMIT $2
        """;

    public const string Incarnation = "SELECT value FROM meta WHERE name = 'incarnation'";

    public const string ConversationMarks =
        "SELECT mark, device, sequence FROM marks WHERE connection = $1 AND sequence > 0";

    /// <summary>The next segments of every sender after the number that was read last.</summary>
    public const string ConversationSegments =
        """
        SELECT m.mark, s.first_number, s.last_number, s.part, s.writer, s.first_position, s.last_position, s.stamp,
            r.cutoff
        FROM unnest($1, $2) AS m (mark, after)
        CROSS JOIN LATERAL (
            SELECT * FROM mark_segments s
            WHERE s.mark = m.mark AND s.last_number > m.after AND s.first_number >= coalesce(
                (SELECT f.first_number FROM mark_segments f
                 WHERE f.mark = m.mark AND f.first_number <= m.after + 1 ORDER BY f.first_number DESC LIMIT 1), 0)
            ORDER BY s.first_number LIMIT $3) s
        JOIN log_parts r ON r.part = s.part
        """;

    /// <summary>The newest segments of every sender that begin before a number.</summary>
    public const string ConversationSegmentsBack =
        """
        SELECT m.mark, s.first_number, s.last_number, s.part, s.writer, s.first_position, s.last_position, s.stamp,
            r.cutoff
        FROM unnest($1, $2) AS m (mark, before)
        CROSS JOIN LATERAL (
            SELECT * FROM mark_segments s
            WHERE s.mark = m.mark AND s.first_number < m.before ORDER BY s.first_number DESC LIMIT $3) s
        JOIN log_parts r ON r.part = s.part
        """;

    public const string ConversationRows =
        $$"""
        SELECT l.sequence, l.kind, l.connection, l.at, l.body, l.lineage, s.stamp, l.writer, l.position, l.mark,
            l.number
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS s (writer, first, last, mark, after, before, stamp)
        {{RowsOfSegment}}
        WHERE l.mark = s.mark AND l.number > s.after AND l.number < s.before AND l.kind IN (1, 2) AND l.at >= $8
        """;

    /// <summary>86400000: milliseconds of a day. Parts that begin later have nothing behind the cutoff.</summary>
    public const string RaiseCutoff =
        """
        UPDATE log_parts SET cutoff = $2 WHERE part % 128 = $1 AND part / 128 * 86400000::bigint < $2 AND cutoff < $2
        """;

    public const string Parts = "SELECT part FROM log_parts ORDER BY part";

    public const string DropPart = "SELECT log_part_drop($1, $2)";

    public const string DeleteEpochs = "SELECT delete_epochs($1, $2, $3)";
}
