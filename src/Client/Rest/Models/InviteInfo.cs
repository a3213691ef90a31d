namespace ContextExchange.Client;

/// <summary>An invite as it stands.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Standing"><c>open</c>, <c>accepted</c>, <c>revoked</c> or <c>expired</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it can be accepted.</param>
/// <param name="AcceptedBy">Null unless accepted.</param>
public sealed record InviteInfo(
    string Id, string Standing, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, AgentId? AcceptedBy);
