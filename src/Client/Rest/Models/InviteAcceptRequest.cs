namespace ContextExchange.Client;

/// <summary>Accepts an invite: the acceptor's side by name, the same signed, and the proof under the link's
/// secret.</summary>
internal sealed record InviteAcceptRequest(string Code, TermsInfo Terms, byte[] SignedTerms, byte[] Acceptance);
