using ContextExchange.Grains.Storage;

namespace ContextExchange.Simulation.Tests.Store;

/// <summary>A log that does what another one does; what stands between the two overrides what it changes.</summary>
internal abstract class ForwardingLog(ILogStore inner) : ILogStore
{
    protected ILogStore Inner { get; } = inner;

    public virtual ValueTask<MailboxHead> ClaimHeadAsync(AgentId mailbox, CancellationToken cancellationToken) =>
        Write(() => Inner.ClaimHeadAsync(mailbox));

    public virtual ValueTask<long> ClaimConnectionAsync(ConnectionId connection, CancellationToken cancellationToken) =>
        Write(() => Inner.ClaimConnectionAsync(connection));

    public virtual ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken) =>
        Write(() => Inner.AppendAsync(append));

    public virtual ValueTask<IReadOnlyList<MailboxEntry>> ReadMailboxAsync(
        AgentId mailbox, long after, int maxEntries, int maxBytes, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadMailboxAsync(mailbox, after, maxEntries, maxBytes));

    public virtual ValueTask<long> ReadOldestAsync(AgentId mailbox, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadOldestAsync(mailbox));

    public virtual ValueTask<ConversationPage> ReadConnectionAsync(
        ConnectionId connection, string? after, int maxEntries, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadConnectionAsync(connection, after, maxEntries));

    public virtual ValueTask<ConversationPage> ReadConnectionBackAsync(
        ConnectionId connection, string? before, int maxEntries, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadConnectionBackAsync(connection, before, maxEntries));

    public virtual ValueTask<IReadOnlyList<SenderMark>> ReadMarksAsync(
        ConnectionId connection, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadMarksAsync(connection));

    public virtual ValueTask MoveMarkAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken) =>
        Write(() => Inner.MoveMarkAsync(connection, device, sequence));

    public virtual ValueTask<SettledNumber?> FindSettledAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken) =>
        Read(() => Inner.FindSettledAsync(connection, device, sequence));

    public virtual ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(
        ConnectionId connection, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadHoldsAsync(connection));

    public virtual ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(AgentId side, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadHoldsAsync(side));

    public virtual ValueTask<IReadOnlyList<AskedSide>> ReadAskedAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadAskedAsync(since));

    public virtual ValueTask SetNextExpiryAsync(
        AgentId mailbox, long epoch, DateTimeOffset? nextExpiry, CancellationToken cancellationToken) =>
        Write(() => Inner.SetNextExpiryAsync(mailbox, epoch, nextExpiry));

    public virtual ValueTask MoveCursorAsync(
        AgentId mailbox, DeviceId device, long sequence, CancellationToken cancellationToken) =>
        Write(() => Inner.MoveCursorAsync(mailbox, device, sequence));

    public virtual ValueTask<IReadOnlyList<DeviceCursor>> ReadCursorsAsync(
        AgentId mailbox, CancellationToken cancellationToken) =>
        Read(() => Inner.ReadCursorsAsync(mailbox));

    public virtual ValueTask<bool> PutEpochAsync(EpochRow epoch, CancellationToken cancellationToken) =>
        Write(() => Inner.PutEpochAsync(epoch));

    public virtual ValueTask<EpochRow?> FindEpochAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, CancellationToken cancellationToken) =>
        Read(() => Inner.FindEpochAsync(connection, epochHash));

    public virtual ValueTask PutRewrapsAsync(IReadOnlyList<RewrapRow> rewraps, CancellationToken cancellationToken) =>
        Write(() => Inner.PutRewrapsAsync(rewraps));

    public virtual ValueTask<RewrapRow?> FindRewrapAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device,
        CancellationToken cancellationToken) =>
        Read(() => Inner.FindRewrapAsync(connection, epochHash, device));

    public virtual ValueTask KeepEpochsAsync(
        ConnectionId connection, RetentionClass retention, DateTimeOffset since,
        CancellationToken cancellationToken) =>
        Write(() => Inner.KeepEpochsAsync(connection, retention, since));

    public virtual ValueTask<bool> ApplyRetentionAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Write(() => Inner.ApplyRetentionAsync(now));

    /// <summary>Every write goes through here, in the order of the calls.</summary>
    protected virtual ValueTask<T> Write<T>(Func<ValueTask<T>> write) => write();

    /// <summary>Every read goes through here.</summary>
    protected virtual ValueTask<T> Read<T>(Func<ValueTask<T>> read) => read();

    private async ValueTask Write(Func<ValueTask> write) => await Write<bool>(async () =>
    {
        await write();
        return true;
    });
}
