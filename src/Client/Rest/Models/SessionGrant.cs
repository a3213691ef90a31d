namespace ContextExchange.Client;

/// <summary>A bearer credential that the server issued.</summary>
/// <param name="Session">The secret text; never log it.</param>
/// <param name="ExpiresAt">Until when it works.</param>
public sealed record SessionGrant(string Session, DateTimeOffset ExpiresAt);
