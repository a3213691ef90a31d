namespace ContextExchange.Client;

/// <summary>A change of one side's contract: the names, and the signed record that says the same.</summary>
/// <param name="Terms">The names.</param>
/// <param name="SignedTerms">CXE1, 6.1: signed by that side's owner.</param>
/// <param name="Side">Whose terms they are; null for the own agent's.</param>
internal sealed record TermsChange(TermsInfo Terms, byte[] SignedTerms, AgentId? Side = null);
