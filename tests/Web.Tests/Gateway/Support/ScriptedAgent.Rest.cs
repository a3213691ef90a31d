namespace ContextExchange.Web.Tests.Gateway;

/// <summary>What no socket asks of an agent.</summary>
internal sealed partial class ScriptedAgent
{
    public Task<Refusal> Create(AgentCreation creation) => throw new NotSupportedException();

    public Task<AgentView?> Get() => throw new NotSupportedException();

    public Task<AgentTrace?> GetTrace() => throw new NotSupportedException();

    public Task<Refusal> Delete() => throw new NotSupportedException();

    public Task<Refusal> Rename(string displayName) => throw new NotSupportedException();

    public Task<long> GetFreezeVersion() => throw new NotSupportedException();

    public Task<Refusal> Freeze(bool frozen, long version) => throw new NotSupportedException();

    public Task<Refusal> EnrolDevice(DeviceEnrolment enrolment, bool byOwner) => throw new NotSupportedException();

    public Task<Refusal> ApproveDevice(DeviceId device) => throw new NotSupportedException();

    public Task<Refusal> RevokeDevice(DeviceId device) => throw new NotSupportedException();

    public Task<Refusal> PublishDirectory(DeviceIdentity publisher, ReadOnlyMemory<byte> directory) =>
        throw new NotSupportedException();

    public Task<Refusal> RotateIdentity(IdentityRotation rotation) => throw new NotSupportedException();

    public Task<Refusal> PublishPrekey(DeviceIdentity publisher, ReadOnlyMemory<byte> prekey) =>
        throw new NotSupportedException();

    public Task<PrekeyCount> PublishOneTimePrekeys(
        DeviceIdentity publisher, IReadOnlyList<ReadOnlyMemory<byte>> prekeys) => throw new NotSupportedException();

    public Task<PrekeyCount> CountOneTimePrekeys(DeviceIdentity device) => throw new NotSupportedException();

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> TakeOneTimePrekeys() => throw new NotSupportedException();

    public Task<Refusal> SetViewers(long version, IReadOnlyList<ReadOnlyMemory<byte>> viewers) =>
        throw new NotSupportedException();

    public Task<AgentKeys?> GetKeys() => throw new NotSupportedException();

    /// <summary>
    /// What the agent says of itself; null for an agent in force with the devices that it has keys of.
    /// </summary>
    public AgentStanding? Standing { get; set; }

    public ValueTask<AgentStanding?> GetStanding() => ValueTask.FromResult<AgentStanding?>(
        Standing ?? new AgentStanding(
            false, false, default, default, [.. Keys.Keys.Select(device => new DeviceCredential(device, default))],
            [], []));

    public ValueTask<AppendResult> Append(MailboxAppend append) => throw new NotSupportedException();

    public Task TellAcknowledged(AgentId recipient, DeviceId device, long sequence) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<DeviceCursor>> GetCursors() => throw new NotSupportedException();

    public Task<IReadOnlyList<AgentId>> WatchPeers(IActivityObserver observer) => throw new NotSupportedException();

    public Task TellConnected() => throw new NotSupportedException();

    public Task<Refusal> NoteConnection(AgentId peer, bool connected) => throw new NotSupportedException();

    public Task<IReadOnlyList<AgentId>> GetPeers() => throw new NotSupportedException();

    public Task<Refusal> NoteKey(string credentialId, bool issued) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> GetKeyIds() => throw new NotSupportedException();

    public Task CloseSessions(DeviceId? device, CloseCode code) => throw new NotSupportedException();

    public Task CarryOutDue() => throw new NotSupportedException();
}
