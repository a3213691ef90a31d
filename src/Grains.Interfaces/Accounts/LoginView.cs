namespace ContextExchange.Grains.Interfaces;

/// <summary>A sign-in by mail, to whoever has its link or its browser's cookie.</summary>
/// <param name="Refusal">
/// <see cref="Refusal.NotFound"/> for a wrong link, <see cref="Refusal.Used"/>, <see cref="Refusal.Expired"/>,
/// <see cref="Refusal.Forbidden"/> for another browser, <see cref="Refusal.Revoked"/> after too many wrong codes.
/// </param>
/// <param name="Email">Where the link went; empty with a refusal.</param>
/// <param name="Name">For a new account.</param>
/// <param name="ThisBrowser">The asking browser began it.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Changes">The account whose address it becomes; null for signing in.</param>
[GenerateSerializer, Immutable, Alias("cex.LoginView")]
public sealed record LoginView(
    Refusal Refusal, string Email = "", string? Name = null, bool ThisBrowser = false,
    DateTimeOffset ExpiresAt = default, AccountId? Changes = null);
