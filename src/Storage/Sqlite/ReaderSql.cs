namespace ContextExchange.Storage;

/// <summary>The reading statements. 68719476736 is 2^36, see <see cref="SegmentKey"/>.</summary>
internal static class ReaderSql
{
    // Segments lead to rows: the one that holds the first wanted sequence, then those after it. CROSS JOIN fixes that
    // order of
    // loops, so the rows come out in sequence order without a sort.
    public const string Mailbox =
        """
        SELECT l.sequence, l.kind, l.connection, l.at, l.body, l.lineage
        FROM heads h
        CROSS JOIN mailbox_segments s
        CROSS JOIN log l
        WHERE h.mailbox = ?1
          AND s.key >= coalesce(
            (SELECT max(f.key) FROM mailbox_segments f
             WHERE f.key <= h.id * 68719476736 + ?2 + 1 AND f.key >= h.id * 68719476736),
            h.id * 68719476736)
          AND s.key < (h.id + 1) * 68719476736
          AND l.position BETWEEN max(s.first_position, s.first_position + ?2 + 1 - (s.key & 68719476735))
            AND s.last_position
          AND l.sequence > ?2
        ORDER BY s.key, l.position
        LIMIT ?3
        """;

    public const string MailboxRows =
        """
        SELECT sequence, kind, connection, at, body, lineage FROM log
        WHERE position BETWEEN ?1 AND ?2 AND sequence > ?3
        ORDER BY position
        """;

    // A head, and the first sequence of its oldest segment; NULL where it has none.
    public const string Oldest =
        """
        SELECT h.id, h.sequence,
            (SELECT min(s.key) & 68719476735 FROM mailbox_segments s
             WHERE s.key >= h.id * 68719476736 AND s.key < (h.id + 1) * 68719476736)
        FROM heads h WHERE h.mailbox = ?1
        """;

    public const string Marks =
        """
        SELECT device, sequence, digest, epoch_number, message, outcome FROM marks
        WHERE connection = ?1 AND device <> zeroblob(16)
        """;

    // A mark, and its segment that a number stands in if it stands in one; zeros where there is none.
    public const string Settled =
        """
        SELECT m.id, coalesce(s.first_position, 0), coalesce(s.last_position, 0)
        FROM marks m
        LEFT JOIN mark_segments s ON s.key = (SELECT max(f.key) FROM mark_segments f
            WHERE f.key <= m.id * 68719476736 + ?3 AND f.key >= m.id * 68719476736)
        WHERE m.connection = ?1 AND m.device = ?2
        """;

    public const string SettledRow =
        """
        SELECT outcome, digest, at, sequence FROM log
        WHERE position BETWEEN ?1 AND ?2 AND mark = ?3 AND number = ?4
        LIMIT 1
        """;

    private const string Hold =
        """
        SELECT connection, message, side, sender, recipient, category, held_at, expires_at, envelope, lineage FROM holds
        """;

    public const string HoldsByConnection = Hold + " WHERE connection = ?1 ORDER BY held_at, id";

    public const string HoldsBySide = Hold + " WHERE side = ?1 ORDER BY held_at, id";

    // A row without a side stands for a notice that is still to be told: nobody is asked. The index covers it.
    public const string Asked = "SELECT side, held_at FROM holds WHERE held_at > ?1 AND side <> zeroblob(16)";

    public const string Cursors =
        """
        SELECT c.device, c.sequence FROM heads h JOIN cursors c ON c.mailbox = h.id WHERE h.mailbox = ?1
        """;

    public const string Epoch =
        """
        SELECT device, number, hash, record, at, retention FROM epochs
        WHERE connection = ?1 AND hash = ?2 ORDER BY id LIMIT 1
        """;

    public const string Rewrap =
        "SELECT record FROM rewraps WHERE connection = ?1 AND epoch_hash = ?2 AND device = ?3";

    public const string Audit =
        """
        SELECT position, at, actor, action, subject, outcome, origin, hash FROM audit
        WHERE position > ?1 ORDER BY position LIMIT ?2
        """;

    public const string DueHeads =
        "SELECT next_expiry, mailbox FROM heads WHERE next_expiry <= ?1 ORDER BY next_expiry";

    public const string DueHolds =
        "SELECT expires_at, sender, recipient FROM holds WHERE expires_at <= ?1 ORDER BY expires_at";

    public const string DueStates =
        "SELECT due_at, grain_type, grain_key FROM states WHERE due_at <= ?1 ORDER BY due_at";

    public const string State =
        "SELECT version, body FROM states WHERE grain_key = ?1 AND grain_type = ?2 AND name = ?3";
}
