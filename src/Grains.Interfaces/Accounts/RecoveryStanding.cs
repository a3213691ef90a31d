namespace ContextExchange.Grains.Interfaces;

/// <summary>Where a recovery by mail stands.</summary>
/// <param name="At">When it may be completed.</param>
/// <param name="IsDue">It may be now, and this call did so: the next one begins anew.</param>
/// <param name="Began">This call began it: everybody must be told.</param>
[GenerateSerializer, Immutable, Alias("cex.RecoveryStanding")]
public sealed record RecoveryStanding(DateTimeOffset At, bool IsDue, bool Began);
