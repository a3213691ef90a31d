namespace ContextExchange.Grains.Storage;

/// <summary>
/// The log: mailbox heads, entries, sender marks, holds, cursors and epochs. Every write goes through the store's
/// group-commit
/// writer, which flushes many of them at once; a returned task that completed successfully means <b>flushed to
/// disk</b>.
/// Any store that passes the conformance suite will do. Implementations are safe for concurrent use.
/// </summary>
/// <remarks>
/// A failure of the infrastructure throws <see cref="StoreUnavailableException"/>; whether that write happened is then
/// unknown
/// until the head has been claimed again.
/// </remarks>
public interface ILogStore
{
    /// <summary>
    /// Takes the mailbox over: raises its head's epoch, so that no earlier claimant can append any more, and returns
    /// it.
    /// Waits for writes that are under way. The mailbox exists from now on.
    /// </summary>
    ValueTask<MailboxHead> ClaimHeadAsync(AgentId mailbox, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the connection over: answers a number that is higher than every one before, so that no step under an
    /// earlier one (<see cref="LogAppend.Fence"/>) can be stored any more. Waits for steps that are under way. Whoever
    /// judges messages reads the connection's state after this, and who changes it claims after the change.
    /// </summary>
    ValueTask<long> ClaimConnectionAsync(ConnectionId connection, CancellationToken cancellationToken = default);

    /// <summary>
    /// One atomic step. Stored only if the fence, the head, the mark and the hold are as <paramref name="append"/>
    /// expects; otherwise nothing of it is, and other steps in the same batch are not affected. Steps are judged in the
    /// order of the calls. The caller never changes the memory it handed over.
    /// </summary>
    ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken = default);

    /// <summary>
    /// Entries of one mailbox after a sequence, in order, without a gap except for what retention removed.
    /// </summary>
    /// <param name="mailbox">Whose.</param>
    /// <param name="after">0 for the start.</param>
    /// <param name="maxEntries">At least 1.</param>
    /// <param name="maxBytes">Stops after the entry that reaches it; at least one entry is returned where there is
    /// one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<MailboxEntry>> ReadMailboxAsync(
        AgentId mailbox, long after, int maxEntries, int maxBytes, CancellationToken cancellationToken = default);

    /// <summary>The oldest sequence that is kept; head + 1 when none is; 1 for an unknown mailbox.</summary>
    ValueTask<long> ReadOldestAsync(AgentId mailbox, CancellationToken cancellationToken = default);

    /// <summary>
    /// Messages and stubs of one connection, both directions, in the order in which they were stored. Entries of its
    /// two mailboxes that were under way at the same time may stand in either order.
    /// </summary>
    /// <param name="connection">Which.</param>
    /// <param name="after">From the last page; null for the start.</param>
    /// <param name="maxEntries">At least 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="FormatException"><paramref name="after"/> is not a cursor of this store.</exception>
    ValueTask<ConversationPage> ReadConnectionAsync(
        ConnectionId connection, string? after, int maxEntries, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same from its end backwards. Pages are in the order of storing, each with the place before it and the one
    /// after it, from which <see cref="ReadConnectionAsync"/> reads what was stored later.
    /// </summary>
    /// <param name="connection">Which.</param>
    /// <param name="before">From the page behind it; null for the newest.</param>
    /// <param name="maxEntries">At least 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="FormatException"><paramref name="before"/> is not a cursor of this store.</exception>
    ValueTask<ConversationPage> ReadConnectionBackAsync(
        ConnectionId connection, string? before, int maxEntries, CancellationToken cancellationToken = default);

    /// <summary>The newest settled number of every device that ever sent on this connection.</summary>
    ValueTask<IReadOnlyList<SenderMark>> ReadMarksAsync(
        ConnectionId connection, CancellationToken cancellationToken = default);

    /// <summary>
    /// The device's next number is the one after <paramref name="sequence"/>, though the numbers up to it were never
    /// stored here: the database was restored from an older backup. Only forward; a lower or equal one changes nothing.
    /// Numbers that are passed over are not found as settled. Judged in the order of the calls, like every write.
    /// </summary>
    /// <param name="connection">Where.</param>
    /// <param name="device">Whose mark.</param>
    /// <param name="sequence">1 to <see cref="Limits.MaxMovedSequence"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask MoveMarkAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default);

    /// <summary>
    /// How one number was settled; null when it was not, or when its entry is beyond retention. <see
    /// cref="SettledNumber.Outcome"/>
    /// stays the original answer also after a hold was decided.
    /// </summary>
    ValueTask<SettledNumber?> FindSettledAsync(
        ConnectionId connection, DeviceId device, long sequence, CancellationToken cancellationToken = default);

    /// <summary>Open holds of one connection, oldest first.</summary>
    ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(
        ConnectionId connection, CancellationToken cancellationToken = default);

    /// <summary>Open holds that wait for the owner of one agent, oldest first.</summary>
    ValueTask<IReadOnlyList<Hold>> ReadHoldsAsync(
        AgentId side, CancellationToken cancellationToken = default);

    /// <summary>The agents whose owners were asked after a time: of each its newest open hold.</summary>
    ValueTask<IReadOnlyList<AskedSide>> ReadAskedAsync(
        DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says when the mailbox must next be looked at for expired messages, after those that had expired were reported;
    /// null for not before the next message. Replaces <see cref="MailboxHead.NextExpiry"/> and its row in the due
    /// table, in the order of the calls: an append that follows can only make it earlier. Nothing happens unless
    /// <paramref name="epoch"/> is the newest claim's.
    /// </summary>
    ValueTask SetNextExpiryAsync(
        AgentId mailbox, long epoch, DateTimeOffset? nextExpiry, CancellationToken cancellationToken = default);

    /// <summary>Moves a device's cursor forward; never back. Several moves may be flushed as one.</summary>
    ValueTask MoveCursorAsync(
        AgentId mailbox, DeviceId device, long sequence, CancellationToken cancellationToken = default);

    ValueTask<IReadOnlyList<DeviceCursor>> ReadCursorsAsync(
        AgentId mailbox, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps an epoch record under (connection, device, number) and its hash, for its retention class after the last
    /// time at which a message of it may come (<see cref="Limits.EpochReach"/>). False when another record stands under
    /// that number; true also when these very bytes do.
    /// </summary>
    ValueTask<bool> PutEpochAsync(EpochRow epoch, CancellationToken cancellationToken = default);

    /// <summary>Null when there is none under this 32-byte hash on this connection.</summary>
    ValueTask<EpochRow?> FindEpochAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps re-wraps as long as their epochs, all of them or none; the newest of one epoch and device takes the place
    /// of the one before.
    /// </summary>
    ValueTask PutRewrapsAsync(IReadOnlyList<RewrapRow> rewraps, CancellationToken cancellationToken = default);

    /// <summary>Null when there is none for this device.</summary>
    ValueTask<RewrapRow?> FindRewrapAsync(
        ConnectionId connection, ReadOnlyMemory<byte> epochHash, DeviceId device,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// The messages of a connection's epochs since <paramref name="since"/> will be kept longer, and so must they be.
    /// Epochs that are kept longer already stay so. Judged in the order of the calls, like every write.
    /// </summary>
    ValueTask KeepEpochsAsync(
        ConnectionId connection, RetentionClass retention, DateTimeOffset since,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes entries and epochs whose retention class has run out, a bounded number per call; true when there is more
    /// to do. Heads, marks and cursors stay.
    /// </summary>
    ValueTask<bool> ApplyRetentionAsync(DateTimeOffset now, CancellationToken cancellationToken = default);
}
