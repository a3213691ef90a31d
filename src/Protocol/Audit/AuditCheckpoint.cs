namespace ContextExchange.Protocol;

/// <summary>What somebody outside the server remembers of the audit log.</summary>
/// <param name="Position">How far the log had come, from 1.</param>
/// <param name="Hash">The chain's hash there (32 bytes).</param>
public sealed record AuditCheckpoint(long Position, ReadOnlyMemory<byte> Hash);
