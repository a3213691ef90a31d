namespace ContextExchange.Client;

/// <summary>An agent as its owner sees it.</summary>
/// <param name="Agent">Its id.</param>
/// <param name="DisplayName">Shown to peers.</param>
/// <param name="Frozen">The owner's kill switch is on.</param>
/// <param name="Online">A session lives now.</param>
/// <param name="Devices">Enrolled devices, revoked ones included.</param>
/// <param name="MailboxHead">The newest mailbox sequence; 0 when empty.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record AgentInfo(
    AgentId Agent, string DisplayName, bool Frozen, bool Online, IReadOnlyList<DeviceInfo> Devices, long MailboxHead,
    DateTimeOffset CreatedAt);
