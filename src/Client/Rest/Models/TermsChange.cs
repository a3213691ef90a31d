namespace ContextExchange.Client;

/// <summary>A change of the own side's contract: the names, and the signed record that says the same.</summary>
internal sealed record TermsChange(TermsInfo Terms, byte[] SignedTerms);
