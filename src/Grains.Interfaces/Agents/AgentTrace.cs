namespace ContextExchange.Grains.Interfaces;

/// <summary>What outlasts an agent.</summary>
/// <param name="Owner">Whose it is or was: it alone may delete it, also once more.</param>
/// <param name="DisplayName">What it is or was called: whoever was connected with it still reads what it wrote.</param>
[GenerateSerializer, Immutable, Alias("cex.AgentTrace")]
public sealed record AgentTrace([property: Id(0)] OwnerId Owner, [property: Id(1)] string DisplayName);
