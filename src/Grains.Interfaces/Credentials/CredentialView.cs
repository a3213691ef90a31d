namespace ContextExchange.Grains.Interfaces;

/// <summary>A credential without its secret.</summary>
/// <param name="Subject">Who it speaks for.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="LastUsedAt">To the hour; null when never used.</param>
/// <param name="RevokedAt">Null while in force.</param>
[GenerateSerializer, Immutable, Alias("cex.CredentialView")]
public sealed record CredentialView(
    CredentialSubject Subject, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);
