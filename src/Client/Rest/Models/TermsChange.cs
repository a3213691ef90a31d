namespace ContextExchange.Client;

/// <summary>A change of the own side's contract.</summary>
internal sealed record TermsChange(int ExpectedVersion, ContractPreset? Preset, TermsInfo? Terms, bool? OwnerReads);
