namespace ContextExchange.Grains.Interfaces;

/// <summary>How much is allowed per window; both windows apply.</summary>
/// <param name="Limit">Allowed in <paramref name="Window"/>.</param>
/// <param name="Window">The short window.</param>
/// <param name="LongLimit">Allowed in <paramref name="LongWindow"/>; 0 for no long window.</param>
/// <param name="LongWindow">The long window.</param>
[GenerateSerializer, Immutable, Alias("cex.LimitRule")]
public readonly record struct LimitRule(int Limit, TimeSpan Window, int LongLimit = 0, TimeSpan LongWindow = default);
