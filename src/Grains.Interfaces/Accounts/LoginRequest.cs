namespace ContextExchange.Grains.Interfaces;

/// <summary>A sign-in by mail that begins.</summary>
/// <param name="TokenHash">HMAC of the link's secret (32 bytes).</param>
/// <param name="CookieHash">HMAC of the requesting browser's cookie (32 bytes).</param>
/// <param name="Email">Where the link goes; stored encrypted.</param>
/// <param name="Name">For a new account; null where none was given.</param>
/// <param name="ExpiresAt">Link, code and half-session end then.</param>
/// <param name="Changes">The account whose address it becomes; null for signing in.</param>
[GenerateSerializer, Immutable, Alias("cex.LoginRequest")]
public sealed record LoginRequest(
    ReadOnlyMemory<byte> TokenHash, ReadOnlyMemory<byte> CookieHash, string Email, string? Name,
    DateTimeOffset ExpiresAt, AccountId? Changes = null);
