namespace ContextExchange.Storage;

/// <summary>The log's state in memory and how steps change it. Not safe for concurrent use.</summary>
internal sealed class MemoryLog(TimeProvider time)
{
    private readonly Dictionary<AgentId, MemoryMailbox> _mailboxes = [];
    private readonly Dictionary<ConnectionId, List<MemoryRow>> _conversations = [];
    private readonly Dictionary<(ConnectionId, DeviceId), List<MemoryRow>> _settled = [];
    private readonly Dictionary<(ConnectionId, DeviceId), SenderMark> _marks = [];
    private readonly List<Hold> _holds = [];
    private readonly List<EpochRow> _epochs = [];
    private readonly List<RewrapRow> _rewraps = [];
    private readonly Dictionary<ConnectionId, long> _fences = [];
    private long _position;

    public MailboxHead Claim(AgentId mailbox)
    {
        var head = Find(mailbox);
        head.Epoch++;
        if (head.Cursors.Values.DefaultIfEmpty().Max() >= head.Sequence) head.NextExpiry = null;
        return new MailboxHead(mailbox, head.Epoch, head.Sequence, head.NextExpiry);
    }

    public long Claim(ConnectionId connection) =>
        _fences[connection] = _fences.GetValueOrDefault(connection) + 1;

    public LogVerdict Append(LogAppend append)
    {
        var verdict = Judge(append);
        if (verdict != LogVerdict.Stored) return verdict;
        if (append.Closes is { } closed) _holds.RemoveAll(hold => hold.Key == closed);
        if (append.Opens is { } opened) _holds.Add(opened);
        if (append.Entry is null && append.Settles is null) return verdict;

        var row = new MemoryRow(
            ++_position, append.Entry?.At ?? time.GetUtcNow(), append.Retention, append.Entry, append.Settles);
        if (append.Entry is { } entry) Add(row, entry, _mailboxes[append.Mailbox], append.ExpiresAt);
        if (append.Settles is not { } mark) return verdict;
        _marks[(mark.Connection, mark.Device)] = mark;
        ListOf(_settled, (mark.Connection, mark.Device)).Add(row);
        return verdict;
    }

    public IReadOnlyList<MailboxEntry> ReadMailbox(AgentId mailbox, long after, int maxEntries, int maxBytes)
    {
        var entries = new List<MailboxEntry>();
        long bytes = 0;
        foreach (var entry in RowsOf(mailbox).Select(row => row.Entry!).SkipWhile(entry => entry.Sequence <= after))
        {
            entries.Add(entry);
            bytes += entry.Body.Length;
            if (entries.Count == maxEntries || bytes >= maxBytes) break;
        }

        return entries;
    }

    public long ReadOldest(AgentId mailbox) =>
        _mailboxes.TryGetValue(mailbox, out var head)
            ? head.Rows.FirstOrDefault()?.Entry!.Sequence ?? head.Sequence + 1
            : 1;

    public IReadOnlyList<MemoryRow> ReadConversation(ConnectionId connection, long after, int max) =>
        _conversations.TryGetValue(connection, out var rows)
            ? [.. rows.SkipWhile(row => row.Position <= after).Take(max)]
            : [];

    public IReadOnlyList<MemoryRow> ReadConversationBack(ConnectionId connection, long before, int max) =>
        _conversations.TryGetValue(connection, out var rows)
            ? [.. rows.TakeWhile(row => row.Position < before).TakeLast(max)]
            : [];

    public IReadOnlyList<SenderMark> ReadMarks(ConnectionId connection) =>
        [.. _marks.Values.Where(mark => mark.Connection == connection)];

    public void MoveMark(ConnectionId connection, DeviceId device, long sequence)
    {
        var mark = _marks.GetValueOrDefault((connection, device))
            ?? new SenderMark(connection, device, 0, ReadOnlyMemory<byte>.Empty, 0, 0, default);
        if (sequence > mark.Sequence) _marks[(connection, device)] = mark with { Sequence = sequence };
    }

    public SettledNumber? FindSettled(ConnectionId connection, DeviceId device, long sequence) =>
        _settled.GetValueOrDefault((connection, device))?.Find(row => row.Mark!.Sequence == sequence) is { } row
            ? new SettledNumber(row.Mark!.Outcome, row.Mark.Digest, row.At, row.Entry?.Sequence ?? 0)
            : null;

    public IReadOnlyList<Hold> ReadHolds(Func<Hold, bool> which) =>
        [.. _holds.Where(which).OrderBy(hold => hold.HeldAt)];

    public void SetNextExpiry(AgentId mailbox, long epoch, DateTimeOffset? nextExpiry)
    {
        if (_mailboxes.TryGetValue(mailbox, out var head) && head.Epoch == epoch) head.NextExpiry = nextExpiry;
    }

    public void MoveCursor(AgentId mailbox, DeviceId device, long sequence)
    {
        var cursors = Find(mailbox).Cursors;
        cursors[device] = Math.Max(sequence, cursors.GetValueOrDefault(device));
    }

    public IReadOnlyList<DeviceCursor> ReadCursors(AgentId mailbox) =>
        _mailboxes.TryGetValue(mailbox, out var head)
            ? [.. head.Cursors.Select(cursor => new DeviceCursor(cursor.Key, cursor.Value))]
            : [];

    public bool PutEpoch(EpochRow epoch)
    {
        var known = _epochs.Find(
            row => (row.Connection, row.Device, row.Number) == (epoch.Connection, epoch.Device, epoch.Number));
        if (known is not null)
            return known.Hash.Span.SequenceEqual(epoch.Hash.Span) && known.Record.Span.SequenceEqual(epoch.Record.Span);
        _epochs.Add(epoch);
        return true;
    }

    public EpochRow? FindEpoch(ConnectionId connection, ReadOnlyMemory<byte> hash) =>
        _epochs.Find(row => row.Connection == connection && row.Hash.Span.SequenceEqual(hash.Span));

    public void PutRewrap(RewrapRow rewrap)
    {
        _rewraps.RemoveAll(row => IsOf(row, rewrap.Connection, rewrap.EpochHash, rewrap.Device));
        _rewraps.Add(rewrap);
    }

    public RewrapRow? FindRewrap(ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device) =>
        _rewraps.Find(row => IsOf(row, connection, epochHash, device));

    public void KeepEpochs(ConnectionId connection, RetentionClass retention, DateTimeOffset since)
    {
        for (var i = 0; i < _epochs.Count; i++)
        {
            var epoch = _epochs[i];
            if (epoch.Connection != connection || epoch.At < since || epoch.Retention == RetentionClass.Keep) continue;
            if (retention == RetentionClass.Keep || retention > epoch.Retention)
                _epochs[i] = epoch with { Retention = retention };
        }
    }

    public bool ApplyRetention(DateTimeOffset now)
    {
        _epochs.RemoveAll(epoch => epoch.Retention != RetentionClass.Keep
            && epoch.At < now - Limits.EpochReach - TimeSpan.FromDays((int)epoch.Retention));
        _rewraps.RemoveAll(row => FindEpoch(row.Connection, row.EpochHash) is null);
        foreach (var head in _mailboxes.Values) head.Rows.RemoveAll(row => row.HasRunOut(now));
        foreach (var rows in _conversations.Values) rows.RemoveAll(row => row.HasRunOut(now));
        foreach (var rows in _settled.Values) rows.RemoveAll(row => row.HasRunOut(now));
        return false;
    }

    public IEnumerable<DueGrain> Due(DateTimeOffset now) =>
        _mailboxes.Where(head => head.Value.NextExpiry <= now)
            .Select(head => new DueGrain(DueKind.Agent, head.Key.ToString(), head.Value.NextExpiry!.Value))
            .Concat(_holds.Where(hold => hold.ExpiresAt <= now).Select(hold => new DueGrain(
                DueKind.Connection, ConnectionKey.Between(hold.Sender, hold.Recipient), hold.ExpiresAt)));

    private LogVerdict Judge(LogAppend append)
    {
        if (append.Fence is { } fence && _fences.GetValueOrDefault(fence.Connection) != fence.Number)
            return LogVerdict.StaleConnection;
        if (append.Entry is { } entry && (!_mailboxes.TryGetValue(append.Mailbox, out var head)
            || head.Epoch == 0 || head.Epoch != append.Epoch || head.Sequence + 1 != entry.Sequence))
            return LogVerdict.StaleHead;
        if (append.Settles is { } mark
            && mark.Sequence != (_marks.GetValueOrDefault((mark.Connection, mark.Device))?.Sequence ?? 0) + 1)
            return LogVerdict.StaleMark;
        var opens = append.Opens is not { } opened || !_holds.Exists(hold => hold.Key == opened.Key);
        var closes = append.Closes is not { } closed || _holds.Exists(hold => hold.Key == closed);
        return opens && closes ? LogVerdict.Stored : LogVerdict.HoldClosed;
    }

    private void Add(MemoryRow row, MailboxEntry entry, MemoryMailbox head, DateTimeOffset? expiresAt)
    {
        head.Rows.Add(row);
        head.Sequence = entry.Sequence;
        if (expiresAt is { } expiry && !(head.NextExpiry <= expiry)) head.NextExpiry = expiry;
        if (LogStep.IsConversation(entry.Kind)) ListOf(_conversations, entry.Connection).Add(row);
    }

    private static bool IsOf(
        RewrapRow row, ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device) =>
        row.Connection == connection && row.Device == device && row.EpochHash.Span.SequenceEqual(epochHash.Span);

    private List<MemoryRow> RowsOf(AgentId mailbox) => _mailboxes.GetValueOrDefault(mailbox)?.Rows ?? [];

    private MemoryMailbox Find(AgentId mailbox)
    {
        if (!_mailboxes.TryGetValue(mailbox, out var head)) _mailboxes.Add(mailbox, head = new MemoryMailbox());
        return head;
    }

    private static List<MemoryRow> ListOf<TKey>(Dictionary<TKey, List<MemoryRow>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var rows)) lists.Add(key, rows = []);
        return rows;
    }
}
