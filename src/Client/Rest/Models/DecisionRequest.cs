namespace ContextExchange.Client;

/// <summary>An owner's decision.</summary>
/// <param name="Verdict">What the owner decides.</param>
/// <param name="Approval">The signed record (CXE1, 6.2); with an approval always, otherwise null.</param>
/// <param name="Note">The sealed note (CXE1, 6.3) to the sending agent when a message is sent back; null for
/// none.</param>
internal sealed record DecisionRequest(Verdict Verdict, byte[]? Approval, byte[]? Note);
