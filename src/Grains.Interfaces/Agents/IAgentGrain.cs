namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// One agent: its profile and owner, its devices and keys, its mailbox, its presence and its limits. Key: the agent's
/// id.
/// It calls the store, pushes to observers and tells other agents one-way; it never calls a connection.
/// </summary>
[Alias("cex.IAgentGrain")]
public interface IAgentGrain : IGrainWithStringKey, IDeadlineGrain
{
    /// <summary>
    /// Creates the agent. <see cref="Refusal.Conflict"/> when it exists with another owner or identity.
    /// </summary>
    [Alias("Create")]
    Task<Refusal> Create(AgentCreation creation);

    /// <summary>Null when there is no such agent.</summary>
    [Alias("Get")]
    Task<AgentView?> Get();

    /// <summary>
    /// What is still known of an agent that was deleted, as of one that is there; null where there never was one.
    /// </summary>
    [Alias("GetTrace")]
    Task<AgentTrace?> GetTrace();

    /// <summary>
    /// Ends the agent for good: its sessions are closed, its devices revoked, their prekeys dropped, and for everybody
    /// it is as if it had never been. The caller has ended its connections, keys and invites before. Idempotent.
    /// </summary>
    [Alias("Delete")]
    Task<Refusal> Delete();

    [Alias("Rename")]
    Task<Refusal> Rename(string displayName);

    /// <summary>
    /// The owner's kill switch: closes every session and refuses to send and receive until it is lifted.
    /// <see cref="Refusal.Conflict"/> when a decision of this or a later version says otherwise.
    /// </summary>
    /// <param name="frozen">Whether it stops.</param>
    /// <param name="version">One more than <see cref="GetFreezeVersion"/> said when the owner decided.</param>
    [Alias("Freeze")]
    Task<Refusal> Freeze(bool frozen, long version);

    /// <summary>How often the agent was frozen or unfrozen.</summary>
    [Alias("GetFreezeVersion")]
    Task<long> GetFreezeVersion();

    /// <summary>
    /// Enrols a device with its certificate (CXE1). The first device needs nothing else; a further one waits for the
    /// owner
    /// (<see cref="ApproveDevice"/>) unless <paramref name="byOwner"/>.
    /// </summary>
    [Alias("EnrolDevice")]
    Task<Refusal> EnrolDevice(DeviceEnrolment enrolment, bool byOwner);

    [Alias("ApproveDevice")]
    Task<Refusal> ApproveDevice(DeviceId device);

    /// <summary>Revokes a device: its sessions are closed, its prekeys dropped. Idempotent.</summary>
    [Alias("RevokeDevice")]
    Task<Refusal> RevokeDevice(DeviceId device);

    /// <summary>
    /// The signed device list (CXE1), one version higher than the last. The server checks the signature and the
    /// certificates
    /// and tells every connected agent.
    /// </summary>
    [Alias("PublishDirectory")]
    Task<Refusal> PublishDirectory(DeviceIdentity publisher, ReadOnlyMemory<byte> directory);

    /// <summary>
    /// A new identity key that the old one signed, with what it certifies; every connected agent is told.
    /// <see cref="Refusal.StaleVersion"/> when the old key is not the one in force, <see cref="Refusal.Conflict"/> when
    /// it does not certify exactly the active devices, or one is waiting. Idempotent.
    /// </summary>
    [Alias("RotateIdentity")]
    Task<Refusal> RotateIdentity(IdentityRotation rotation);

    /// <summary>Replaces the device's signed prekey.</summary>
    [Alias("PublishPrekey")]
    Task<Refusal> PublishPrekey(DeviceIdentity publisher, ReadOnlyMemory<byte> prekey);

    /// <summary>
    /// Adds one-time prekeys of the device, 1 to <see cref="Limits.MaxOneTimePrekeys"/>; all of them or none.
    /// </summary>
    [Alias("PublishOneTimePrekeys")]
    Task<PrekeyCount> PublishOneTimePrekeys(DeviceIdentity publisher, IReadOnlyList<ReadOnlyMemory<byte>> prekeys);

    [Alias("CountOneTimePrekeys")]
    Task<PrekeyCount> CountOneTimePrekeys(DeviceIdentity device);

    /// <summary>
    /// Of each active device one one-time prekey, as long as it has any, each handed out once. The caller checks who
    /// asks, and how often.
    /// </summary>
    [Alias("TakeOneTimePrekeys")]
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> TakeOneTimePrekeys();

    /// <summary>
    /// The owner's viewer certificates changed, told by the owner alone. An older version than the known one changes
    /// nothing.
    /// </summary>
    [Alias("SetViewers")]
    Task<Refusal> SetViewers(long version, IReadOnlyList<ReadOnlyMemory<byte>> viewers);

    /// <summary>
    /// What a peer needs to seal to this agent; null when there is no such agent. The caller checks that they are
    /// connected.
    /// </summary>
    [Alias("GetKeys")]
    Task<AgentKeys?> GetKeys();

    /// <summary>What connections check messages and epochs against; null when there is no such agent.</summary>
    [Alias("GetStanding")]
    ValueTask<AgentStanding?> GetStanding();

    /// <summary>
    /// The device's Ed25519 public key for a handshake; empty for an unknown, unapproved or revoked device.
    /// </summary>
    [Alias("GetDeviceKey")]
    ValueTask<ReadOnlyMemory<byte>> GetDeviceKey(DeviceId device);

    /// <summary>
    /// Step 5 and 6: gives the next mailbox sequence before the first await, completes when the store has flushed, and
    /// tells
    /// the sessions after that. Called by connections and for notices.
    /// </summary>
    [Alias("Append")]
    ValueTask<AppendResult> Append(MailboxAppend append);

    /// <summary>Entries after <paramref name="after"/>, at most <paramref name="max"/> and about 1 MiB.</summary>
    [Alias("ReadMailbox")]
    Task<MailboxPage> ReadMailbox(long after, int max);

    /// <summary>
    /// Step 8: from now on the observer is told of every entry after the answered <see
    /// cref="MailboxSubscription.Head"/>; what
    /// lies between its cursor and that head it reads itself. Renew every 30 seconds; a silent one is dropped after 90.
    /// </summary>
    [Alias("Subscribe")]
    Task<MailboxSubscription> Subscribe(DeviceId device, IMailboxObserver observer);

    [Alias("Unsubscribe")]
    Task Unsubscribe(DeviceId device, IMailboxObserver observer);

    /// <summary>
    /// Moves the device's cursor forward, never back. <see cref="Refusal.CursorAhead"/> beyond the mailbox's head.
    /// </summary>
    [Alias("Acknowledge")]
    ValueTask<Refusal> Acknowledge(DeviceId device, long sequence);

    /// <summary>
    /// From the recipient of a message with <see cref="MailboxAppend.Watcher"/>: passes the hint to the sessions of the
    /// device that sent it. The recipient does not wait, so that the two agents never wait for each other.
    /// </summary>
    [Alias("TellAcknowledged"), OneWay]
    Task TellAcknowledged(AgentId recipient, DeviceId device, long sequence);

    /// <summary>For a sender: whether entries were delivered and acknowledged, per device.</summary>
    [Alias("GetCursors")]
    Task<IReadOnlyList<DeviceCursor>> GetCursors();

    /// <summary>Records a new connection (true) or the end of one (false) in the agent's list.</summary>
    [Alias("NoteConnection")]
    Task<Refusal> NoteConnection(AgentId peer, bool connected);

    /// <summary>The agents that this one is or was connected with, oldest first.</summary>
    [Alias("GetPeers")]
    Task<IReadOnlyList<AgentId>> GetPeers();

    /// <summary>
    /// The same, and for the next minute the observer is told when there is another connection; call again to stay.
    /// </summary>
    [Alias("WatchPeers")]
    Task<IReadOnlyList<AgentId>> WatchPeers(IActivityObserver observer);

    /// <summary>A connection stands: watchers are told.</summary>
    [Alias("TellConnected")]
    Task TellConnected();

    /// <summary>
    /// Records an API key or session that was issued for the agent, so that it can be listed and revoked.
    /// </summary>
    [Alias("NoteKey")]
    Task<Refusal> NoteKey(string credentialId, bool issued);

    /// <summary>Ids of the agent's API keys, oldest first.</summary>
    [Alias("GetKeyIds")]
    Task<IReadOnlyList<string>> GetKeyIds();

    /// <summary>
    /// Closes every live session of the device, or of the agent where <paramref name="device"/> is null.
    /// </summary>
    [Alias("CloseSessions")]
    Task CloseSessions(DeviceId? device, CloseCode code);
}
