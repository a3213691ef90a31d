namespace ContextExchange.Grains.Interfaces;

/// <summary>An agent as its owner sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="DisplayName">Shown to peers.</param>
/// <param name="Frozen">The owner's kill switch.</param>
/// <param name="Online">A session lives now; derived, never stored.</param>
/// <param name="Devices">Enrolled devices, revoked ones included.</param>
/// <param name="MailboxHead">The newest mailbox sequence; 0 when empty.</param>
/// <param name="CreatedAt">When it was created.</param>
[GenerateSerializer, Immutable, Alias("cex.AgentView")]
public sealed record AgentView(
    AgentId Id, OwnerId Owner, string DisplayName, bool Frozen, bool Online, IReadOnlyList<DeviceView> Devices,
    long MailboxHead, DateTimeOffset CreatedAt);
