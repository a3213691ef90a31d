namespace ContextExchange.Grains.Interfaces;

/// <summary>A new agent.</summary>
/// <param name="Owner">Who answers for it.</param>
/// <param name="DisplayName">1 to <see cref="Limits.MaxDisplayName"/> characters, shown to peers.</param>
/// <param name="Certificate">The CXE1 agent certificate: its identity key, signed by the owner's.</param>
[GenerateSerializer, Immutable, Alias("cex.AgentCreation")]
public sealed record AgentCreation(OwnerId Owner, string DisplayName, ReadOnlyMemory<byte> Certificate);
