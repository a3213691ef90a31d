namespace ContextExchange.Grains.Interfaces;

/// <summary>An audit record in its place.</summary>
/// <param name="Position">From 1, without a gap.</param>
/// <param name="Record">What happened.</param>
/// <param name="Hash">The chain's hash at this position (32 bytes).</param>
public sealed record ChainedAuditRecord(long Position, AuditRecord Record, ReadOnlyMemory<byte> Hash);
