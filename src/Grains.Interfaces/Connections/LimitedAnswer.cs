namespace ContextExchange.Grains.Interfaces;

/// <summary>The answer to a call that may be made only so often.</summary>
/// <param name="Refusal"><see cref="Refusal.None"/>, or why not.</param>
/// <param name="RetryAfter">With <see cref="Refusal.RateLimited"/> how long to wait; otherwise zero.</param>
[GenerateSerializer, Immutable, Alias("cex.LimitedAnswer")]
public readonly record struct LimitedAnswer(Refusal Refusal, TimeSpan RetryAfter);
