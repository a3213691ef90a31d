namespace ContextExchange.Protocol;

/// <summary>The outcome of a verification.</summary>
/// <param name="Fault">The first fault, or <see cref="AuditFault.None"/>.</param>
/// <param name="Line">The line of the fault, from 1; 0 where there is none or it is not of one line.</param>
/// <param name="Records">Records that were found in order before the fault.</param>
/// <param name="Position">The last good record's position; 0 for none.</param>
/// <param name="Hash">The chain's hash there (32 bytes): keep both, and the next verification finds forks and
/// cuts.</param>
public sealed record AuditFinding(
    AuditFault Fault, int Line, long Records, long Position, ReadOnlyMemory<byte> Hash);
