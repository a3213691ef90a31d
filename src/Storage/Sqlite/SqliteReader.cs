namespace ContextExchange.Storage;

/// <summary>
/// One reading connection with its statements. Used by one thread at a time; sees what was committed before.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly FreshSegments _fresh;
    private readonly SqliteStatement _mailbox;
    private readonly SqliteStatement _mailboxRows;
    private readonly SqliteStatement _oldest;
    private readonly SqliteStatement _marks;
    private readonly SqliteStatement _settled;
    private readonly SqliteStatement _settledRow;
    private readonly SqliteStatement _holdsByConnection;
    private readonly SqliteStatement _holdsBySide;
    private readonly SqliteStatement _asked;
    private readonly SqliteStatement _cursors;
    private readonly SqliteStatement _epoch;
    private readonly SqliteStatement _rewrap;
    private readonly SqliteStatement _audit;
    private readonly SqliteStatement _state;

    public SqliteReader(string path, SqliteStorageOptions options, FreshSegments fresh)
    {
        _fresh = fresh;
        _database = SqliteDatabase.OpenReader(path);
        _database.Execute($"PRAGMA query_only = ON; PRAGMA cache_size = -{options.CacheKib}");
        Conversations = new ConversationReader(_database, fresh);
        Due = new DueReader(_database);
        _mailbox = _database.Prepare(ReaderSql.Mailbox);
        _mailboxRows = _database.Prepare(ReaderSql.MailboxRows);
        _oldest = _database.Prepare(ReaderSql.Oldest);
        _marks = _database.Prepare(ReaderSql.Marks);
        _settled = _database.Prepare(ReaderSql.Settled);
        _settledRow = _database.Prepare(ReaderSql.SettledRow);
        _holdsByConnection = _database.Prepare(ReaderSql.HoldsByConnection);
        _holdsBySide = _database.Prepare(ReaderSql.HoldsBySide);
        _asked = _database.Prepare(ReaderSql.Asked);
        _cursors = _database.Prepare(ReaderSql.Cursors);
        _epoch = _database.Prepare(ReaderSql.Epoch);
        _rewrap = _database.Prepare(ReaderSql.Rewrap);
        _audit = _database.Prepare(ReaderSql.Audit);
        _state = _database.Prepare(ReaderSql.State);
    }

    public ConversationReader Conversations { get; }

    public DueReader Due { get; }

    public IReadOnlyList<MailboxEntry> ReadMailbox(AgentId mailbox, long after, int maxEntries, int maxBytes) =>
        _fresh.Read(() =>
        {
            var page = new MailboxPart(after, maxEntries, maxBytes);
            _mailbox.Bind(1, mailbox.Value).Bind(2, after).Bind(3, maxEntries);
            page.Take(_mailbox);
            if (page.IsFull || ReadHead(mailbox) is not { } head) return page.Entries;
            foreach (var segment in _fresh.OfMailbox(head.Id))
            {
                if (page.IsFull) break;
                _mailboxRows.Bind(1, segment.First).Bind(2, segment.Last).Bind(3, page.Reached);
                page.Take(_mailboxRows);
            }

            return page.Entries;
        });

    public long ReadOldest(AgentId mailbox) => _fresh.Read(() => ReadHead(mailbox) switch
    {
        null => 1,
        { Oldest: { } oldest } => oldest,
        { } head => _fresh.OfMailbox(head.Id) is [var first, ..] ? first.Number : head.Sequence + 1,
    });

    public IReadOnlyList<SenderMark> ReadMarks(ConnectionId connection)
    {
        var marks = new List<SenderMark>();
        _marks.Bind(1, connection.Value);
        while (_marks.Step())
            marks.Add(new SenderMark(
                connection, new DeviceId(_marks.Id(0)), _marks.Number(1), _marks.Blob(2), _marks.Number(3),
                (int)_marks.Number(4), (SendStatus)_marks.Number(5)));
        return marks;
    }

    public SettledNumber? FindSettled(ConnectionId connection, DeviceId device, long sequence) => _fresh.Read(() =>
    {
        if (!_settled.Bind(1, connection.Value).Bind(2, device.Value).Bind(3, sequence).Step()) return null;
        var mark = _settled.Number(0);
        var (first, last) = (_settled.Number(1), _settled.Number(2));
        _settled.Reset();
        // The newest that begins at or below the number, of those in the table and those that are not there yet.
        foreach (var segment in _fresh.OfMark(mark))
            if (segment.Number <= sequence) (first, last) = (segment.First, segment.Last);
        if (!_settledRow.Bind(1, first).Bind(2, last).Bind(3, mark).Bind(4, sequence).Step()) return null;
        var settled = new SettledNumber(
            (SendStatus)_settledRow.Number(0), _settledRow.Blob(1), _settledRow.Time(2), _settledRow.Number(3));
        _settledRow.Reset();
        return settled;
    });

    public IReadOnlyList<Hold> ReadHolds(ConnectionId connection) => ReadHolds(_holdsByConnection, connection.Value);

    public IReadOnlyList<Hold> ReadHolds(AgentId side) => ReadHolds(_holdsBySide, side.Value);

    public IReadOnlyList<AskedSide> ReadAsked(DateTimeOffset since)
    {
        var sides = new List<AskedSide>();
        _asked.Bind(1, since.ToUnixTimeMilliseconds());
        while (_asked.Step()) sides.Add(new AskedSide(new AgentId(_asked.Id(0)), _asked.Time(1)));
        return AskedSides.Newest(sides);
    }

    public IReadOnlyList<DeviceCursor> ReadCursors(AgentId mailbox)
    {
        var cursors = new List<DeviceCursor>();
        _cursors.Bind(1, mailbox.Value);
        while (_cursors.Step()) cursors.Add(new DeviceCursor(new DeviceId(_cursors.Id(0)), _cursors.Number(1)));
        return cursors;
    }

    public EpochRow? FindEpoch(ConnectionId connection, ReadOnlyMemory<byte> hash)
    {
        if (!_epoch.Bind(1, connection.Value).Bind(2, hash.Span).Step()) return null;
        var row = new EpochRow(
            connection, new DeviceId(_epoch.Id(0)), _epoch.Number(1), _epoch.Blob(2), _epoch.Blob(3))
        {
            At = DateTimeOffset.FromUnixTimeMilliseconds(_epoch.Number(4)),
            Retention = (RetentionClass)_epoch.Number(5),
        };
        _epoch.Reset();
        return row;
    }

    public IReadOnlyList<ChainedAuditRecord> ReadAudit(long after, int max)
    {
        var records = new List<ChainedAuditRecord>();
        _audit.Bind(1, after).Bind(2, max);
        while (_audit.Step())
        {
            var record = new AuditRecord(
                _audit.Time(1), _audit.Text(2), _audit.Text(3), _audit.Text(4), _audit.Text(5), _audit.Text(6));
            records.Add(new ChainedAuditRecord(_audit.Number(0), record, _audit.Blob(7)));
        }

        return records;
    }

    public RewrapRow? FindRewrap(ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device)
    {
        if (!_rewrap.Bind(1, connection.Value).Bind(2, epochHash.Span).Bind(3, device.Value).Step()) return null;
        var row = new RewrapRow(connection, epochHash, device, _rewrap.Blob(0));
        _rewrap.Reset();
        return row;
    }

    public StoredState? ReadState(StateKey key)
    {
        if (!_state.Bind(1, key.GrainKey).Bind(2, key.GrainType).Bind(3, key.Name).Step()) return null;
        var state = new StoredState(_state.Number(0), _state.Blob(1));
        _state.Reset();
        return state;
    }

    public void Dispose() => _database.Dispose();

    /// <summary>Columns sequence, kind, connection, at, body, lineage.</summary>
    internal static MailboxEntry ReadEntry(SqliteStatement row) => new(
        row.Number(0), (EntryKind)row.Number(1), new ConnectionId(row.Id(2)), row.Time(3), row.Blob(4), row.Blob(5));

    /// <summary>Null for a mailbox that nobody has claimed yet.</summary>
    private (long Id, long Sequence, long? Oldest)? ReadHead(AgentId mailbox)
    {
        if (!_oldest.Bind(1, mailbox.Value).Step()) return null;
        var head = (_oldest.Number(0), _oldest.Number(1), _oldest.IsNull(2) ? default(long?) : _oldest.Number(2));
        _oldest.Reset();
        return head;
    }

    private static List<Hold> ReadHolds(SqliteStatement statement, Guid of)
    {
        var holds = new List<Hold>();
        statement.Bind(1, of);
        while (statement.Step())
        {
            var key = new HoldKey(
                new ConnectionId(statement.Id(0)), new EnvelopeId(statement.Id(1)), new AgentId(statement.Id(2)));
            holds.Add(new Hold(
                key, new AgentId(statement.Id(3)), new AgentId(statement.Id(4)), statement.Text(5), statement.Time(6),
                statement.Time(7), statement.Blob(8), statement.Blob(9)));
        }

        return holds;
    }

    /// <summary>A page of a mailbox while it is read.</summary>
    private sealed class MailboxPart(long after, int maxEntries, int maxBytes)
    {
        private readonly List<MailboxEntry> _entries = [];
        private long _bytes;

        public IReadOnlyList<MailboxEntry> Entries => _entries;

        public bool IsFull => _entries.Count >= maxEntries || _bytes >= maxBytes;

        /// <summary>The newest sequence on it.</summary>
        public long Reached { get; private set; } = after;

        public void Take(SqliteStatement rows)
        {
            while (rows.Step())
            {
                var entry = ReadEntry(rows);
                _entries.Add(entry);
                _bytes += entry.Body.Length;
                Reached = entry.Sequence;
                if (!IsFull) continue;
                rows.Reset();
                return;
            }
        }
    }
}
