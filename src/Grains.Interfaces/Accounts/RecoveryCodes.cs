namespace ContextExchange.Grains.Interfaces;

/// <summary>New recovery codes, to be shown once.</summary>
/// <param name="Refusal">Why there are none.</param>
/// <param name="Codes">10 codes of 80 bits; empty with a refusal.</param>
[GenerateSerializer, Immutable, Alias("cex.RecoveryCodes")]
public sealed record RecoveryCodes(Refusal Refusal, IReadOnlyList<string> Codes);
