namespace ContextExchange.Grains.Interfaces;

/// <summary>An owner as they see themselves.</summary>
/// <param name="Id">Their id.</param>
/// <param name="DisplayName">As they registered.</param>
/// <param name="Email">Null where none was given.</param>
/// <param name="IdentityKey">Ed25519 public key, or empty.</param>
/// <param name="Operator">May run operator calls (no content, no keys).</param>
/// <param name="Agents">Oldest first.</param>
/// <param name="CreatedAt">When they registered.</param>
[GenerateSerializer, Immutable, Alias("cex.OwnerView")]
public sealed record OwnerView(
    OwnerId Id, string DisplayName, string? Email, ReadOnlyMemory<byte> IdentityKey, bool Operator,
    IReadOnlyList<AgentId> Agents, DateTimeOffset CreatedAt);
