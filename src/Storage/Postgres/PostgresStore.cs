using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// Everything in one PostgreSQL database, which several servers may share. All writes of this one go through one
/// connection, many in a statement and a flush; reads run on a small pool and see what was committed. Safe for
/// concurrent use.
/// </summary>
public sealed partial class PostgresStore : ILogStore, IDueTable, IAuditLog, IStateStore, IStoreHealth, IDisposable
{
    private const int Attempts = 3;

    private readonly PostgresStorageOptions _options;
    private readonly PostgresSource _source;
    private readonly PostgresWriter _writer;
    private readonly PostgresReads _reads;
    private readonly ILogger _logger;
    // Names this store's audit records before they have their places.
    private readonly long _auditSource = RandomNumberGenerator.GetInt32(int.MaxValue) * (1L << 31)
        + RandomNumberGenerator.GetInt32(int.MaxValue);
    private long _auditNumber;
    private volatile bool _disposed;

    /// <summary>Connects, and brings the database to this build's schema.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The database cannot be reached, only reads, is too old, was changed by a newer build, or is incomplete.
    /// </exception>
    public PostgresStore(
        IOptions<PostgresStorageOptions> options, TimeProvider time, ILogger<PostgresStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _logger = logger ?? NullLogger<PostgresStore>.Instance;
        _options = options.Value;
        _source = new PostgresSource(_options);
        try
        {
            using (var connection = _source.OpenWriting())
            {
                PostgresSchema.Migrate(connection, _options.Migrate);
                CheckClock(connection, time);
                WarnOfLoss(connection);
            }

            _writer = new PostgresWriter(_source, _options, time);
        }
        catch (Exception failure)
        {
            _source.Dispose();
            if (failure is StoreUnavailableException or NpgsqlException or TimeoutException or IOException)
                throw PostgresFailure.Explain(_source.Name, failure);
            throw;
        }

        _reads = new PostgresReads(_source, _options);
        if (time is PostgresClock clock) _ = clock.FollowAsync(token => ReadAsync(PostgresReader.ReadTimeAsync, token));
    }

    /// <inheritdoc/>
    public StoreHealth Health => _writer.Health;

    /// <inheritdoc/>
    public ValueTask<MailboxHead> ClaimHeadAsync(AgentId mailbox, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync<MailboxHead, ClaimRequest>(new ClaimRequest(mailbox), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> ClaimConnectionAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync<long, ConnectionRequest>(new ConnectionRequest(connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken = default)
    {
        LogStep.Check(append);
        return _writer.WriteAsync<LogVerdict, StepRequest>(new StepRequest(append), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MailboxEntry>> ReadMailboxAsync(
        AgentId mailbox, long after, int maxEntries, int maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return ReadLogAsync(
            (connection, token) => MailboxReader.ReadAsync(connection, mailbox, after, maxEntries, maxBytes, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadOldestAsync(AgentId mailbox, CancellationToken cancellationToken = default) =>
        ReadLogAsync(
            (connection, token) => MailboxReader.ReadOldestAsync(connection, mailbox, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ReadConnectionAsync(
        ConnectionId connection, string? after, int maxEntries, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        return ReadLogAsync(
            (database, token) => PostgresConversations.ReadAsync(database, connection, after, maxEntries, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ReadConnectionBackAsync(
        ConnectionId connection, string? before, int maxEntries, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        return ReadLogAsync(
            (database, token) => PostgresConversations.ReadBackAsync(database, connection, before, maxEntries, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SenderMark>> ReadMarksAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        ReadAsync((database, token) => PostgresReader.ReadMarksAsync(database, connection, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SettledNumber?> FindSettledAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        ReadLogAsync(
            (database, token) => PostgresReader.FindSettledAsync(database, connection, device, sequence, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(
        ConnectionId connection, CancellationToken cancellationToken = default) =>
        ReadAsync(
            (database, token) =>
                PostgresReader.ReadHoldsAsync(database, PostgresSql.HoldsByConnection, connection.Value, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(AgentId side, CancellationToken cancellationToken = default) =>
        ReadAsync(
            (database, token) => PostgresReader.ReadHoldsAsync(database, PostgresSql.HoldsBySide, side.Value, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AskedSide>> ReadAskedAsync(
        DateTimeOffset since, CancellationToken cancellationToken = default) =>
        ReadAsync((database, token) => PostgresReader.ReadAskedAsync(database, since, token), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SetNextExpiryAsync(
        AgentId mailbox, long epoch, DateTimeOffset? nextExpiry, CancellationToken cancellationToken = default) =>
        await _writer.WriteAsync<bool, ExpiryRequest>(
            new ExpiryRequest(mailbox, epoch, nextExpiry?.ToUnixTimeMilliseconds() ?? -1), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveMarkAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        await _writer.WriteAsync<bool, MarkRequest>(new MarkRequest(connection, device, sequence), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveCursorAsync(
        AgentId mailbox, DeviceId device, long sequence, CancellationToken cancellationToken = default) =>
        await _writer.WriteAsync<bool, CursorRequest>(
            new CursorRequest(mailbox, device, sequence), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeviceCursor>> ReadCursorsAsync(
        AgentId mailbox, CancellationToken cancellationToken = default) =>
        ReadAsync((database, token) => PostgresReader.ReadCursorsAsync(database, mailbox, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> PutEpochAsync(EpochRow epoch, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync<bool, EpochRequest>(new EpochRequest(epoch), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EpochRow?> FindEpochAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, CancellationToken cancellationToken = default) =>
        ReadAsync(
            (database, token) => PostgresReader.FindEpochAsync(database, connection, epochHash, token),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PutRewrapsAsync(
        IReadOnlyList<RewrapRow> rewraps, CancellationToken cancellationToken = default) =>
        await _writer.WriteAsync<bool, RewrapsRequest>(new RewrapsRequest(rewraps), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RewrapRow?> FindRewrapAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device,
        CancellationToken cancellationToken = default) =>
        ReadAsync(
            (database, token) => PostgresReader.FindRewrapAsync(database, connection, epochHash, device, token),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask KeepEpochsAsync(
        ConnectionId connection, RetentionClass retention, DateTimeOffset since,
        CancellationToken cancellationToken = default) =>
        await _writer.WriteAsync<bool, KeepRequest>(new KeepRequest(connection, retention, since), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ApplyRetentionAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        ReadAsync(
            (database, token) => PostgresRetention.ApplyAsync(database, now, _options.RetentionChunk, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueGrain>> ReadDueAsync(
        DateTimeOffset now, int max, CancellationToken cancellationToken = default) =>
        ReadAsync((database, token) => PostgresReader.ReadDueAsync(database, now, max, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        // A record that the database cannot hold would keep all others from being written.
        var storable = new AuditRecord(
            record.At, Storable(record.Actor), Storable(record.Action), Storable(record.Subject),
            Storable(record.Outcome), Storable(record.Origin));
        return _writer.AddPatientlyAsync(
            new ChainRequest(storable, _auditSource, Interlocked.Increment(ref _auditNumber)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
        long after, int max, CancellationToken cancellationToken = default) =>
        ReadAsync((database, token) => PostgresReader.ReadAuditAsync(database, after, max, token), cancellationToken);

    ValueTask<StoredState?> IStateStore.ReadStateAsync(StateKey key, CancellationToken cancellationToken) =>
        ReadAsync((database, token) => PostgresReader.ReadStateAsync(database, key, token), cancellationToken);

    ValueTask<StateVerdict> IStateStore.WriteStateAsync(StateWrite write, CancellationToken cancellationToken)
    {
        if (write.Due is not null) DueRows.KindOf(write.Key.GrainType);
        return _writer.WriteAsync<StateVerdict, StateRequest>(new StateRequest(write), cancellationToken);
    }

    /// <summary>Writes what waits, then closes all connections.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _writer.Dispose();
        _reads.Dispose();
        _source.Dispose();
        var (commits, writes) = _writer.Done;
        LogClosed(_logger, writes, commits);
    }

    // PostgreSQL's text has no zero character, and only whole code points.
    private static string Storable(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    // Retention may drop a part of the log between the look at its segments and the one at its rows: it is then read as
    // it is now.
    private async ValueTask<T> ReadLogAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadAsync(read, cancellationToken);
            }
            catch (StoreUnavailableException failure)
                when (attempt < Attempts && failure.InnerException is PostgresException
                {
                    SqlState: PostgresErrorCodes.UndefinedTable,
                })
            {
                LogDropped(_logger, attempt);
            }
        }
    }

    private ValueTask<T> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        _disposed
            ? ValueTask.FromException<T>(new StoreUnavailableException("The store is closed."))
            : _reads.RunAsync(read, cancellationToken);

    /// <summary>What people sign lasts until a time of day, and their clocks are right.</summary>
    private void CheckClock(NpgsqlConnection connection, TimeProvider time)
    {
        var asked = time.GetTimestamp();
        using var command = new NpgsqlCommand(PostgresClock.Question, connection);
        var there = new DateTimeOffset((DateTime)(command.ExecuteScalar() ?? throw new InvalidOperationException()));
        var ahead = time.GetUtcNow() - there;
        if (ahead.Duration() > _options.MaxClockDifference)
        {
            var where = ahead > TimeSpan.Zero ? "ahead of" : "behind";
            throw new StoreUnavailableException(
                $"This machine's clock is {ahead.Duration().TotalMinutes:0} minutes {where} the database's: set both "
                + "machines' clocks (NTP), then start again.");
        }

        (time as PostgresClock)?.Set(there, asked, time.GetTimestamp());
    }

    private void WarnOfLoss(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT current_setting('fsync')", connection);
        if (command.ExecuteScalar() is "off") LogNoFlush(_logger, _source.Name);
    }

    [LoggerMessage(3201, LogLevel.Information, "The store is closed: {Writes} writes in {Commits} commits")]
    private static partial void LogClosed(ILogger logger, long writes, long commits);

    [LoggerMessage(3202, LogLevel.Debug, "A part of the log was dropped during a read; reading again ({Attempt})")]
    private static partial void LogDropped(ILogger logger, int attempt);

    [LoggerMessage(3203, LogLevel.Warning, "{Database} runs with fsync off: a crash of its machine loses messages")]
    private static partial void LogNoFlush(ILogger logger, string database);
}
