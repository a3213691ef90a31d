using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContextExchange.Storage;

/// <summary>
/// Everything in one SQLite file in a folder that this process owns. All writes share one writer and one flush; reads
/// run on
/// their own connections and see what was flushed. Safe for concurrent use.
/// </summary>
public sealed partial class SqliteStore : ILogStore, IDueTable, IAuditLog, IStateStore, IStoreHealth, IDisposable
{
    private readonly FolderLock _lock;
    private readonly FreshSegments _fresh = new();
    private readonly SqliteWriter _writer;
    private readonly SqliteStorageOptions _options;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly ConcurrentBag<SqliteReader> _readers = [];
    private volatile bool _disposed;

    /// <summary>Opens the folder's database, creates it or brings it to this build's schema.</summary>
    /// <exception cref="StoreUnavailableException">
    /// Another process owns the folder, a newer build wrote the database, or it cannot be opened.
    /// </exception>
    public SqliteStore(
        IOptions<SqliteStorageOptions> options, TimeProvider time, ILogger<SqliteStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _logger = logger ?? NullLogger<SqliteStore>.Instance;
        _options = options.Value;
        _path = Path.Combine(_options.Folder, SqliteFiles.Database);
        _lock = FolderLock.Take(_options.Folder);
        try
        {
            _writer = new SqliteWriter(Open(_path, _options), _options, _fresh, time);
        }
        catch (Exception failure)
        {
            _lock.Dispose();
            if (failure is SqliteFailure answer)
                throw new StoreUnavailableException($"'{_path}': {answer.Advice}", failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public StoreHealth Health => _writer.Health;

    /// <inheritdoc/>
    public ValueTask<MailboxHead> ClaimHeadAsync(AgentId mailbox, CancellationToken cancellationToken = default) =>
        WriteAsync(new WriteCall<MailboxHead>(tables => tables.Log.Claim(mailbox)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> ClaimConnectionAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        WriteAsync(new WriteCall<long>(tables => tables.Log.Claim(connection)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken = default)
    {
        LogStep.Check(append);
        return _writer.WriteAsync<LogVerdict, AppendRequest>(new AppendRequest(append), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MailboxEntry>> ReadMailboxAsync(
        AgentId mailbox, long after, int maxEntries, int maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return ReadAsync(reader => reader.ReadMailbox(mailbox, after, maxEntries, maxBytes), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadOldestAsync(AgentId mailbox, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.ReadOldest(mailbox), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ReadConnectionAsync(
        ConnectionId connection, string? after, int maxEntries, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        return ReadAsync(reader => reader.Conversations.Read(connection, after, maxEntries), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ReadConnectionBackAsync(
        ConnectionId connection, string? before, int maxEntries, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        return ReadAsync(reader => reader.Conversations.ReadBack(connection, before, maxEntries), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SenderMark>> ReadMarksAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.ReadMarks(connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SettledNumber?> FindSettledAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.FindSettled(connection, device, sequence), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.ReadHolds(connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(AgentId side, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.ReadHolds(side), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AskedSide>> ReadAskedAsync(
        DateTimeOffset since, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.ReadAsked(since), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SetNextExpiryAsync(
        AgentId mailbox, long epoch, DateTimeOffset? nextExpiry, CancellationToken cancellationToken = default) =>
        await WriteAsync(new WriteCall<bool>(tables =>
        {
            tables.Log.SetNextExpiry(mailbox, epoch, nextExpiry);
            return true;
        }), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveMarkAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        await WriteAsync(new WriteCall<bool>(tables =>
        {
            tables.Log.MoveMark(connection, device, sequence);
            return true;
        }), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveCursorAsync(
        AgentId mailbox, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        await WriteAsync(new WriteCall<bool>(tables =>
        {
            tables.Log.MoveCursor(mailbox, device, sequence);
            return true;
        }), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeviceCursor>> ReadCursorsAsync(
        AgentId mailbox, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.ReadCursors(mailbox), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> PutEpochAsync(EpochRow epoch, CancellationToken cancellationToken = default) =>
        WriteAsync(new WriteCall<bool>(tables => tables.Epochs.Put(epoch)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EpochRow?> FindEpochAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.FindEpoch(connection, epochHash), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PutRewrapsAsync(
        IReadOnlyList<RewrapRow> rewraps, CancellationToken cancellationToken = default) =>
        await WriteAsync(new WriteCall<bool>(tables =>
        {
            tables.Rewraps.Put(rewraps);
            return true;
        }), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RewrapRow?> FindRewrapAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device,
        CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.FindRewrap(connection, epochHash, device), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask KeepEpochsAsync(
        ConnectionId connection, RetentionClass retention, DateTimeOffset since,
        CancellationToken cancellationToken = default) =>
        await WriteAsync(new WriteCall<bool>(tables =>
        {
            tables.Epochs.Keep(connection, retention, since);
            return true;
        }), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ApplyRetentionAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        WriteAsync(new WriteCall<bool>(tables =>
        {
            tables.Flush();
            tables.Log.FlushSegments();
            // Both, also when the first has more to do.
            return tables.Retention.Apply(now) | tables.Epochs.ApplyRetention(now);
        }), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueGrain>> ReadDueAsync(
        DateTimeOffset now, int max, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.Due.Read(now, max), cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken = default) =>
        _writer.AddPatientlyAsync(new AuditRequest(record), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
        long after, int max, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.ReadAudit(after, max), cancellationToken);

    ValueTask<StoredState?> IStateStore.ReadStateAsync(StateKey key, CancellationToken cancellationToken) =>
        ReadAsync(reader => reader.ReadState(key), cancellationToken);

    ValueTask<StateVerdict> IStateStore.WriteStateAsync(StateWrite write, CancellationToken cancellationToken)
    {
        if (write.Due is not null) DueRows.KindOf(write.Key.GrainType);
        return WriteAsync(new WriteCall<StateVerdict>(tables => tables.States.Write(write)), cancellationToken);
    }

    /// <summary>Writes what waits, then closes the file and gives the folder up.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _writer.Dispose();
        _lock.Dispose();
        var (commits, writes) = _writer.Done;
        LogClosed(_logger, writes, commits);
    }

    /// <summary>Runs something on the writer within a batch; tests limit the file's size with it.</summary>
    internal ValueTask<bool> RunAsync(Action<WriterTables> action) => WriteAsync(
        new WriteCall<bool>(tables =>
        {
            action(tables);
            return true;
        }), default);

    private static SqliteDatabase Open(string path, SqliteStorageOptions options)
    {
        SqliteFiles.CreatePrivate(path);
        var database = SqliteDatabase.OpenWriter(path);
        try
        {
            database.Execute(
                $"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA secure_delete = ON;
                PRAGMA trusted_schema = OFF;
                PRAGMA wal_autocheckpoint = {options.CheckpointPages};
                PRAGMA cache_size = -{options.CacheKib};
                """);
            SqliteSchema.Migrate(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private ValueTask<T> WriteAsync<T>(WriteCall<T> request, CancellationToken cancellationToken) =>
        _writer.WriteAsync<T, WriteCall<T>>(request, cancellationToken);

    private ValueTask<T> ReadAsync<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancellationToken);
        if (_disposed) return ValueTask.FromException<T>(new StoreUnavailableException("The store is closed."));
        SqliteReader? reader = null;
        try
        {
            if (!_readers.TryTake(out reader)) reader = new SqliteReader(_path, _options, _fresh);
            var answer = read(reader);
            Return(reader);
            return ValueTask.FromResult(answer);
        }
        catch (Exception failure)
        {
            // A reader that stopped in the middle would hold its snapshot, and with it the write-ahead log: it is not
            // used again.
            reader?.Dispose();
            return ValueTask.FromException<T>(failure is SqliteFailure
                ? new StoreUnavailableException($"The read failed: {failure.Message}", failure)
                : failure);
        }
    }

    private void Return(SqliteReader reader)
    {
        if (_disposed) reader.Dispose();
        else _readers.Add(reader);
    }

    [LoggerMessage(3101, LogLevel.Information, "The store is closed: {Writes} writes in {Commits} commits")]
    private static partial void LogClosed(ILogger logger, long writes, long commits);
}
