namespace ContextExchange.Client;

/// <summary>A new invite.</summary>
/// <param name="Id">Its public id, 12 characters.</param>
/// <param name="Code">The code, shown this once.</param>
/// <param name="ExpiresAt">Until when it can be accepted.</param>
public sealed record InviteIssued(string Id, string Code, DateTimeOffset ExpiresAt);
