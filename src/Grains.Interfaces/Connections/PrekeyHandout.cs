namespace ContextExchange.Grains.Interfaces;

/// <summary>One-time prekeys of a peer's devices, handed out once.</summary>
/// <param name="Refusal"><see cref="Refusal.None"/>, or why there are none.</param>
/// <param name="RetryAfter">With <see cref="Refusal.RateLimited"/> how long to wait; otherwise zero.</param>
/// <param name="Prekeys">At most one a device; empty when the peer's devices have none left.</param>
[GenerateSerializer, Immutable, Alias("cex.PrekeyHandout")]
public sealed record PrekeyHandout(
    Refusal Refusal, TimeSpan RetryAfter, IReadOnlyList<ReadOnlyMemory<byte>> Prekeys);
