namespace ContextExchange.Grains.Interfaces;

/// <summary>How far a silo has followed one shard of the revocations.</summary>
/// <param name="Memory">Which memory it followed, a random number; default for none.</param>
/// <param name="Number">The newest announcement that it knows, counted from 1; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("cex.RevocationCursor")]
public readonly record struct RevocationCursor(long Memory, long Number);
