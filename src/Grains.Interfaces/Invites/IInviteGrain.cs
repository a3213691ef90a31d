namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// One single-use invite. Key: the invite's 12-character id. A thousand parallel accepts connect once.
/// </summary>
[Alias("cex.IInviteGrain")]
public interface IInviteGrain : IGrainWithStringKey, IDeadlineGrain
{
    [Alias("Create")]
    Task<Refusal> Create(InviteCreation creation);

    /// <summary>Null when there is no such invite. The caller checks who may see it.</summary>
    [Alias("Get")]
    Task<InviteView?> Get();

    /// <summary>
    /// What an invited person may see before accepting; null for a wrong secret or a spent invite, alike.
    /// </summary>
    [Alias("Preview")]
    Task<InviteView?> Preview(ReadOnlyMemory<byte> secretHash);

    /// <summary>Connects the two agents once. Every wrong secret looks like an unknown invite.</summary>
    [Alias("Accept")]
    Task<Refusal> Accept(InviteAcceptance acceptance);

    /// <summary>Idempotent; <see cref="Refusal.Used"/> after it was accepted.</summary>
    [Alias("Revoke")]
    Task<Refusal> Revoke(AgentId inviter);
}
