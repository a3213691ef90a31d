namespace ContextExchange.Grains.Interfaces;

/// <summary>What is left after a try.</summary>
/// <param name="Allowed">Whether the work may go on.</param>
/// <param name="Limit">Of the window that binds most.</param>
/// <param name="Remaining">Left in it.</param>
/// <param name="ResetAfter">Until there is room again.</param>
[GenerateSerializer, Immutable, Alias("cex.LimitState")]
public readonly record struct LimitState(bool Allowed, int Limit, int Remaining, TimeSpan ResetAfter);
