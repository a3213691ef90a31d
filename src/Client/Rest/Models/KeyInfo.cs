namespace ContextExchange.Client;

/// <summary>An API key as it stands; never the key itself.</summary>
/// <param name="Id">Its public id, 12 characters.</param>
/// <param name="IssuedAt">When it was made.</param>
/// <param name="ExpiresAt">Null when it does not expire.</param>
/// <param name="LastUsedAt">Null when never used.</param>
/// <param name="RevokedAt">Null while it works.</param>
public sealed record KeyInfo(
    string Id, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);
