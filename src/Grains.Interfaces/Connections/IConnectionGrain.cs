namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// The connection of two agents: both contracts, its life, its holds and every message's way through the rules.
/// Key: <see cref="ConnectionKey"/>. Whoever is not one of the two agents gets the answer of an unknown connection.
/// </summary>
[Alias("cex.IConnectionGrain")]
public interface IConnectionGrain : IGrainWithStringKey, IDeadlineGrain
{
    /// <summary>Steps 3 to 7 of a message's road. Completes when the outcome is on disk.</summary>
    [Alias("Send")]
    ValueTask<SendResult> Send(SendRequest request);

    /// <summary>
    /// Publishes a signed epoch record; the same bytes again are answered alike. <see cref="Refusal.RateLimited"/> when
    /// the device is <see cref="Limits.MaxUnusedEpochs"/> epochs ahead of its messages: one more may be published after
    /// <see cref="Limits.EpochInterval"/>.
    /// </summary>
    [Alias("PublishEpoch")]
    ValueTask<Refusal> PublishEpoch(DeviceIdentity sender, ReadOnlyMemory<byte> record);

    /// <summary>A published epoch record by its 32-byte hash; empty when there is none for this agent.</summary>
    [Alias("GetEpoch")]
    ValueTask<ReadOnlyMemory<byte>> GetEpoch(AgentId viewer, ReadOnlyMemory<byte> epochHash);

    /// <summary>Connects, or reconnects where both sides may; called by the invite that was accepted.</summary>
    [Alias("Establish")]
    Task<Refusal> Establish(Establishment establishment);

    /// <summary>The connection as one of its agents sees it; null for anyone else or when there is none.</summary>
    [Alias("Get")]
    Task<ConnectionView?> Get(AgentId viewer);

    /// <summary>
    /// Changes one side, whose owner has signed it; who brings the record does not matter. Confirmed only after every
    /// call that was decided under the old version has returned; cancels the pending holds.
    /// <see cref="Refusal.StaleVersion"/> when the record does not follow the newest one,
    /// <see cref="Refusal.LimitReached"/> when <see cref="Limits.MaxSignedTerms"/> of this side are kept.
    /// </summary>
    [Alias("ChangeTerms")]
    Task<Refusal> ChangeTerms(AgentId side, SignedTerms terms);

    /// <summary>Both sides' signed terms, page by page; null for anyone else or when there is no connection.</summary>
    /// <param name="viewer">Whose side is looking.</param>
    /// <param name="ownFrom">
    /// The hash of the looking side's record with which the page begins; the oldest record where none is kept with it.
    /// </param>
    /// <param name="theirsFrom">The same of the peer's side.</param>
    [Alias("GetTerms")]
    Task<TermsRecords?> GetTerms(AgentId viewer, ReadOnlyMemory<byte> ownFrom, ReadOnlyMemory<byte> theirsFrom);

    /// <summary>Changes expiry, inactivity cut-off and retention for both sides.</summary>
    [Alias("ChangePolicy")]
    Task<Refusal> ChangePolicy(AgentId side, ConnectionPolicy policy);

    /// <summary>Ends the connection; what was accepted is still delivered. Both can connect again later.</summary>
    [Alias("Remove")]
    Task<Refusal> Remove(AgentId side);

    /// <summary>Ends the connection and refuses invites between the two until the same side unblocks.</summary>
    [Alias("Block")]
    Task<Refusal> Block(AgentId side);

    [Alias("Unblock")]
    Task<Refusal> Unblock(AgentId side);

    /// <summary>
    /// Stops or resumes all sending over this connection without ending it (the owner's kill switch).
    /// <see cref="Refusal.Conflict"/> when a decision of this or a later version says otherwise.
    /// </summary>
    /// <param name="side">Whose owner has decided.</param>
    /// <param name="frozen">Whether it stops.</param>
    /// <param name="version">One more than <see cref="GetFreezeVersion"/> said when the owner decided.</param>
    [Alias("Freeze")]
    Task<Refusal> Freeze(AgentId side, bool frozen, long version);

    /// <summary>How often this side was frozen, suspended or unfrozen.</summary>
    [Alias("GetFreezeVersion")]
    Task<long> GetFreezeVersion(AgentId side);

    /// <summary>
    /// Stops all sending because something does not hold, until the same side's owner unfreezes. Both agents and all
    /// watchers are told; a side that is suspended keeps its first reason.
    /// </summary>
    /// <param name="side">Which agent's side.</param>
    /// <param name="reason">1 to <see cref="Limits.MaxSuspendReason"/> of a-z, 0-9 and -.</param>
    [Alias("Suspend")]
    Task<Refusal> Suspend(AgentId side, string reason);

    /// <summary>The messages that wait for the owner of <paramref name="side"/>, oldest first.</summary>
    [Alias("GetHolds")]
    Task<IReadOnlyList<HoldView>> GetHolds(AgentId side);

    /// <summary>
    /// Decides a held message exactly once, for the owner of <paramref name="side"/> (the edge checks that the caller
    /// is that
    /// owner, never an agent). <see cref="Refusal.Used"/> when somebody decided before, <see cref="Refusal.Expired"/>
    /// when
    /// it is too late.
    /// </summary>
    [Alias("Decide")]
    Task<Refusal> Decide(AgentId side, EnvelopeId message, Decision decision);

    /// <summary>The peer's certificates, device list and prekeys; null unless connected.</summary>
    [Alias("GetPeerKeys")]
    Task<AgentKeys?> GetPeerKeys(AgentId viewer);

    /// <summary>
    /// One-time prekeys of the peer's devices, each handed out once; at most
    /// <see cref="Limits.MaxPrekeyCallsPerHour"/> calls an hour of either side.
    /// </summary>
    [Alias("TakePrekeys")]
    Task<PrekeyHandout> TakePrekeys(DeviceIdentity taker);

    /// <summary>
    /// A device could not read what the peer sent (CXE1, 6.4): the peer's agent gets the record as a notice. At most
    /// <see cref="Limits.MaxNacksPerHour"/> an hour of either side.
    /// </summary>
    [Alias("SendNack")]
    Task<LimitedAnswer> SendNack(DeviceIdentity sender, ReadOnlyMemory<byte> nack);

    /// <summary>
    /// The device's next message is the one after <paramref name="sequence"/>: it was told that earlier ones were
    /// accepted, and this server, restored from a backup, does not have them. Only forward; a lower or equal one
    /// changes nothing. <see cref="Refusal.Malformed"/> beyond <see cref="Limits.MaxMovedSequence"/>.
    /// </summary>
    [Alias("MoveSequence")]
    Task<Refusal> MoveSequence(DeviceIdentity sender, long sequence);

    /// <summary>
    /// The owner of <paramref name="side"/> opens old epochs for a device of its agent (CXE1, 6.5); all of them are
    /// stored or none.
    /// </summary>
    [Alias("PutRewraps")]
    Task<Refusal> PutRewraps(AgentId side, IReadOnlyList<ReadOnlyMemory<byte>> rewraps);

    /// <summary>The re-wrap of an epoch for this device; empty when there is none.</summary>
    [Alias("FindRewrap")]
    ValueTask<ReadOnlyMemory<byte>> FindRewrap(DeviceIdentity reader, ReadOnlyMemory<byte> epochHash);

    /// <summary>
    /// For a sender: how its number was settled, and whether a device of the peer has acknowledged it; null when
    /// unknown.
    /// </summary>
    [Alias("GetReceipt")]
    Task<ReceiptView?> GetReceipt(DeviceIdentity sender, long sequence);

    /// <summary>The conversation in the server's order, for the owners and agents of both sides.</summary>
    /// <param name="viewer">One of the two agents.</param>
    /// <param name="after">Where to go on, from the last page; null for the start.</param>
    /// <param name="max">1 to <see cref="Limits.MaxPage"/>.</param>
    /// <exception cref="FormatException"><paramref name="after"/> did not come from a page of this server.</exception>
    [Alias("Read")]
    Task<ConversationPage> Read(AgentId viewer, string? after, int max);

    /// <summary>The same from its end backwards, for who reads what is newest first.</summary>
    /// <param name="viewer">One of the two agents.</param>
    /// <param name="before">Where to go on, from the page behind it; null for the newest page.</param>
    /// <param name="max">1 to <see cref="Limits.MaxPage"/>.</param>
    /// <returns>A page in the server's order, with the places before and after it.</returns>
    /// <exception cref="FormatException"><paramref name="before"/> did not come from a page of this server.</exception>
    [Alias("ReadBack")]
    Task<ConversationPage> ReadBack(AgentId viewer, string? before, int max);

    /// <summary>
    /// Tells the observer about everything that happens here (no content) for the next minute; call again to stay.
    /// </summary>
    /// <param name="side">Whose owner watches; of who is none of the two, nothing is told.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="seen">
    /// When the last event happened that was told before: what happened since then is told again, from five seconds
    /// earlier on and two minutes at most. Null tells nothing again.
    /// </param>
    /// <returns>False where some of that is no longer known.</returns>
    [Alias("Watch")]
    Task<bool> Watch(AgentId side, IActivityObserver observer, DateTimeOffset? seen);
}
