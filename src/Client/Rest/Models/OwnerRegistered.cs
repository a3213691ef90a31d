namespace ContextExchange.Client;

/// <summary>A registered owner and its first session.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Session">The session's bearer credential.</param>
/// <param name="ExpiresAt">Until when the session works.</param>
/// <param name="Operator">Whether the owner may run operator calls.</param>
public sealed record OwnerRegistered(OwnerId Owner, string Session, DateTimeOffset ExpiresAt, bool Operator);
