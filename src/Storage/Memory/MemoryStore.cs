namespace ContextExchange.Storage;

/// <summary>
/// Everything in memory, with faults on demand (<see cref="Faults"/>): for tests, and for trying the server without a
/// disk.
/// A write is carried out when it is called, unless the faults say otherwise. Safe for concurrent use.
/// </summary>
public sealed class MemoryStore(TimeProvider time) : ILogStore, IDueTable, IAuditLog, IStateStore, IStoreHealth
{
    private readonly Lock _lock = new();
    private readonly MemoryLog _log = new(time);
    private readonly List<ChainedAuditRecord> _audit = [];
    private readonly Dictionary<StateKey, (StoredState State, DateTimeOffset? Due)> _states = [];
    private const uint Incarnation = 1;
    private long _version;

    /// <summary>On the system's clock.</summary>
    public MemoryStore() : this(TimeProvider.System)
    {
    }

    /// <summary>What tests make go wrong.</summary>
    public MemoryFaults Faults { get; } = new();

    /// <inheritdoc/>
    public StoreHealth Health => new(true, Faults.Waiting, null);

    /// <inheritdoc/>
    public ValueTask<MailboxHead> ClaimHeadAsync(AgentId mailbox, CancellationToken cancellationToken = default) =>
        WriteAsync(() => _log.Claim(mailbox), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> ClaimConnectionAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        WriteAsync(() => _log.Claim(connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken = default)
    {
        LogStep.Check(append);
        return WriteAsync(
            () => append.Entry is not null && Faults.TakeStaleHead() ? LogVerdict.StaleHead : _log.Append(append),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MailboxEntry>> ReadMailboxAsync(
        AgentId mailbox, long after, int maxEntries, int maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return ReadAsync(() => _log.ReadMailbox(mailbox, after, maxEntries, maxBytes), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadOldestAsync(AgentId mailbox, CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.ReadOldest(mailbox), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ReadConnectionAsync(
        ConnectionId connection, string? after, int maxEntries, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        var position = ConversationCursor.Parse(after, Incarnation);
        return ReadAsync(() =>
        {
            var rows = _log.ReadConversation(connection, position, maxEntries + 1);
            List<MemoryRow> page = [.. rows.Take(maxEntries)];
            var last = page.Count > 0 ? ConversationCursor.Format(Incarnation, page[^1].Position) : after;
            return new ConversationPage(
                [.. page.Select(row => row.Entry!)], rows.Count > maxEntries ? last : null, Last: last);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ReadConnectionBackAsync(
        ConnectionId connection, string? before, int maxEntries, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        var position = ConversationCursor.ParseBack(before, Incarnation);
        return ReadAsync(() =>
        {
            var rows = _log.ReadConversationBack(connection, position, maxEntries + 1);
            List<MemoryRow> page = [.. rows.TakeLast(maxEntries)];
            if (page.Count == 0) return new ConversationPage([], null);
            return new ConversationPage(
                [.. page.Select(row => row.Entry!)], null,
                rows.Count > maxEntries ? ConversationCursor.Format(Incarnation, page[0].Position) : null,
                ConversationCursor.Format(Incarnation, page[^1].Position));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SenderMark>> ReadMarksAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.ReadMarks(connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SettledNumber?> FindSettledAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.FindSettled(connection, device, sequence), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.ReadHolds(hold => hold.Key.Connection == connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(AgentId side, CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.ReadHolds(hold => hold.Key.Side == side), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AskedSide>> ReadAskedAsync(
        DateTimeOffset since, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<AskedSide>>(
            () => AskedSides.Newest(_log.ReadHolds(hold => hold.HeldAt > since && hold.Key.Side != default)
                .Select(hold => new AskedSide(hold.Key.Side, hold.HeldAt))),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SetNextExpiryAsync(
        AgentId mailbox, long epoch, DateTimeOffset? nextExpiry, CancellationToken cancellationToken = default) =>
        await WriteAsync(() =>
        {
            _log.SetNextExpiry(mailbox, epoch, nextExpiry);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveMarkAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        await WriteAsync(() =>
        {
            _log.MoveMark(connection, device, sequence);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveCursorAsync(
        AgentId mailbox, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        await WriteAsync(() =>
        {
            _log.MoveCursor(mailbox, device, sequence);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeviceCursor>> ReadCursorsAsync(
        AgentId mailbox, CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.ReadCursors(mailbox), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> PutEpochAsync(EpochRow epoch, CancellationToken cancellationToken = default) =>
        WriteAsync(() => _log.PutEpoch(epoch), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EpochRow?> FindEpochAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.FindEpoch(connection, epochHash), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PutRewrapsAsync(
        IReadOnlyList<RewrapRow> rewraps, CancellationToken cancellationToken = default) =>
        await WriteAsync(() =>
        {
            foreach (var rewrap in rewraps) _log.PutRewrap(rewrap);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RewrapRow?> FindRewrapAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device,
        CancellationToken cancellationToken = default) =>
        ReadAsync(() => _log.FindRewrap(connection, epochHash, device), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask KeepEpochsAsync(
        ConnectionId connection, RetentionClass retention, DateTimeOffset since,
        CancellationToken cancellationToken = default) =>
        await WriteAsync(() =>
        {
            _log.KeepEpochs(connection, retention, since);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ApplyRetentionAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        WriteAsync(() => _log.ApplyRetention(now), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueGrain>> ReadDueAsync(
        DateTimeOffset now, int max, CancellationToken cancellationToken = default) =>
        ReadAsync(() => DueRows.Merge(_log.Due(now).Concat(DueStates(now)), max), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken = default) =>
        await WriteAsync(() =>
        {
            var position = _audit.Count + 1;
            var previous = _audit.Count == 0 ? AuditChain.Start : _audit[^1].Hash;
            var hash = AuditChain.Next(previous.Span, position, record.At, record.Actor, record.Action, record.Subject,
                record.Outcome, record.Origin);
            _audit.Add(new ChainedAuditRecord(position, record, hash));
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
        long after, int max, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<ChainedAuditRecord>>(
            () => [.. _audit.Where(record => record.Position > after).Take(max)], cancellationToken);

    ValueTask<StoredState?> IStateStore.ReadStateAsync(StateKey key, CancellationToken cancellationToken) =>
        ReadAsync(() => _states.TryGetValue(key, out var row) ? row.State : null, cancellationToken);

    ValueTask<StateVerdict> IStateStore.WriteStateAsync(StateWrite write, CancellationToken cancellationToken) =>
        WriteAsync(() =>
        {
            if (write.Due is not null) DueRows.KindOf(write.Key.GrainType);
            long? known = _states.TryGetValue(write.Key, out var row) ? row.State.Version : null;
            if (known != write.Expected) return new StateVerdict(false, known);
            if (write.Body is not { } body)
            {
                _states.Remove(write.Key);
                return new StateVerdict(true, null);
            }

            _states[write.Key] = (new StoredState(++_version, body.ToArray()), write.Due);
            return new StateVerdict(true, _version);
        }, cancellationToken);

    private IEnumerable<DueGrain> DueStates(DateTimeOffset now) =>
        _states.Where(row => row.Value.Due <= now).Select(row =>
            new DueGrain(DueRows.KindOf(row.Key.GrainType), row.Key.GrainKey, row.Value.Due!.Value));

    private ValueTask<T> WriteAsync<T>(Func<T> apply, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancellationToken);
        var write = Faults.CommitAsync(() =>
        {
            lock (_lock) return apply();
        });
        return write.IsCompleted || !cancellationToken.CanBeCanceled
            ? write
            : new ValueTask<T>(write.AsTask().WaitAsync(cancellationToken));
    }

    private ValueTask<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancellationToken);
        lock (_lock) return ValueTask.FromResult(read());
    }
}
