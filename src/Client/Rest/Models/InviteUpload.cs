namespace ContextExchange.Client;

/// <summary>A new invite: the names of the terms, and the offer (CXE1, 6.1) that says the same under the owner's
/// signature.</summary>
internal sealed record InviteUpload(
    TermsInfo Terms, byte[] Offer, PolicyInfo? Policy, long? ExpiresInSeconds, AgentId? BoundTo, string? BoundEmail);
