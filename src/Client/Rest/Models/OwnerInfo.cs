namespace ContextExchange.Client;

/// <summary>An owner as they see themselves.</summary>
/// <param name="Owner">The id.</param>
/// <param name="DisplayName">As registered.</param>
/// <param name="Email">Null where none was given.</param>
/// <param name="Operator">May run operator calls.</param>
/// <param name="Agents">Oldest first.</param>
/// <param name="CreatedAt">When they registered.</param>
public sealed record OwnerInfo(
    OwnerId Owner, string DisplayName, string? Email, bool Operator, IReadOnlyList<AgentId> Agents,
    DateTimeOffset CreatedAt);
