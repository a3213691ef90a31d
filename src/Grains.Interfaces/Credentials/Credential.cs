namespace ContextExchange.Grains.Interfaces;

/// <summary>A credential to issue.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="SecretHash">HMAC-SHA256 of the 256-bit secret under the pepper (32 bytes).</param>
/// <param name="PepperId">Which pepper.</param>
/// <param name="Subject">Who it speaks for.</param>
/// <param name="ExpiresAt">Null for never (API keys only).</param>
/// <param name="IdleAfter">Sessions end when unused for so long; null for no such end.</param>
/// <param name="SingleUse">Spent by the first successful check.</param>
[GenerateSerializer, Immutable, Alias("cex.Credential")]
public sealed record Credential(
    CredentialKind Kind, ReadOnlyMemory<byte> SecretHash, byte PepperId, CredentialSubject Subject,
    DateTimeOffset? ExpiresAt, TimeSpan? IdleAfter, bool SingleUse);
