namespace ContextExchange.Grains.Interfaces;

/// <summary>Whether a code was right.</summary>
/// <param name="Refusal">
/// <see cref="Refusal.Unauthenticated"/> for a wrong or used one, <see cref="Refusal.RateLimited"/> while too many
/// wrong ones hold the account back, <see cref="Refusal.NotFound"/> where none is set up.
/// </param>
/// <param name="RetryAfter">How long to wait, with <see cref="Refusal.RateLimited"/>.</param>
[GenerateSerializer, Immutable, Alias("cex.FactorAnswer")]
public readonly record struct FactorAnswer(Refusal Refusal, TimeSpan RetryAfter = default);
