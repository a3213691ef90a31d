namespace ContextExchange.Grains.Interfaces;

/// <summary>A new owner.</summary>
/// <param name="DisplayName">1 to <see cref="Limits.MaxDisplayName"/> characters.</param>
/// <param name="Email">Null where none was given; stored encrypted, never logged.</param>
/// <param name="IdentityKey">The owner's Ed25519 public key (32 bytes); empty for one that only watches.</param>
[GenerateSerializer, Immutable, Alias("cex.OwnerCreation")]
public sealed record OwnerCreation(string DisplayName, string? Email, ReadOnlyMemory<byte> IdentityKey);
