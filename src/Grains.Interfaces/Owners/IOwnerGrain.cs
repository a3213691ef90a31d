namespace ContextExchange.Grains.Interfaces;

/// <summary>One owner: the human who answers for agents. Key: the owner's id.</summary>
[Alias("cex.IOwnerGrain")]
public interface IOwnerGrain : IGrainWithStringKey, IDeadlineGrain
{
    /// <summary>Creates the owner. <see cref="Refusal.Conflict"/> when the id is taken by another key.</summary>
    [Alias("Create")]
    Task<Refusal> Create(OwnerCreation creation);

    /// <summary>Null when there is no such owner.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<OwnerView?> Get();

    /// <summary>
    /// The same, and for the next minute the observer is told when the owner has another agent; call again to stay.
    /// </summary>
    [Alias("Watch")]
    Task<OwnerView?> Watch(IActivityObserver observer);

    /// <summary>Adds an agent that was created under this owner.</summary>
    [Alias("AddAgent")]
    Task<Refusal> AddAgent(AgentId agent);

    /// <summary>Takes an agent that was deleted out of the list. Idempotent.</summary>
    [Alias("ForgetAgent")]
    Task<Refusal> ForgetAgent(AgentId agent);

    /// <summary>Records an invite of one of the owner's agents, so that it can be listed.</summary>
    [Alias("NoteInvite")]
    Task<Refusal> NoteInvite(string inviteId, AgentId inviter);

    /// <summary>Ids of the open and recent invites, newest first.</summary>
    [Alias("GetInvites")]
    Task<IReadOnlyList<string>> GetInvites();

    /// <summary>What waits for this owner's decision over all agents, oldest first.</summary>
    [Alias("GetApprovals")]
    Task<IReadOnlyList<HoldView>> GetApprovals();

    /// <summary>Freezes or unfreezes every agent of the owner.</summary>
    [Alias("FreezeAll")]
    Task<Refusal> FreezeAll(bool frozen);

    /// <summary>
    /// The owner's newest viewer certificate (CXE1, 5.4). The same bytes again are answered alike; another certificate
    /// under a known id is a <see cref="Refusal.Conflict"/>. The owner's agents are told.
    /// </summary>
    [Alias("PublishViewer")]
    Task<Refusal> PublishViewer(ReadOnlyMemory<byte> certificate);

    /// <summary>Viewer certificates that are in force or ended within 8 days, oldest first.</summary>
    [Alias("GetViewers")]
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> GetViewers();

    /// <summary>Makes the owner an operator of this server (the bootstrap code was shown). Idempotent.</summary>
    [Alias("MakeOperator")]
    Task<Refusal> MakeOperator();

    /// <summary>Records an owner session, so that it can be listed and revoked.</summary>
    [Alias("NoteSession")]
    Task<Refusal> NoteSession(string credentialId, bool issued);

    [Alias("GetSessions")]
    Task<IReadOnlyList<string>> GetSessions();
}
