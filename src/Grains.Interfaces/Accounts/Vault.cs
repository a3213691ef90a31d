namespace ContextExchange.Grains.Interfaces;

/// <summary>An owner's keys as its browser wrapped them.</summary>
/// <param name="Blob">Opaque to the server, at most <see cref="Limits.MaxVault"/> bytes; empty for none.</param>
/// <param name="Version">Counts the writes; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("cex.Vault")]
public sealed record Vault(ReadOnlyMemory<byte> Blob, long Version);
