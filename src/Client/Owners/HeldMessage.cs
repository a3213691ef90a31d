namespace ContextExchange.Client;

/// <summary>A message that waits for this owner's decision, opened with the owner's viewer.</summary>
/// <param name="Info">What the server tells.</param>
/// <param name="Content">What it says; null where it was not opened: then it is not to be approved.</param>
/// <param name="Reason">Why it was not opened, a stable code; null when it was.</param>
public sealed record HeldMessage(ApprovalInfo Info, UntrustedContent? Content, string? Reason);
