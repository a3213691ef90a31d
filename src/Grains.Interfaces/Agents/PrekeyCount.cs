namespace ContextExchange.Grains.Interfaces;

/// <summary>How many one-time prekeys of a device the server has.</summary>
/// <param name="Refusal"><see cref="Refusal.None"/>, or why they were not taken or counted.</param>
/// <param name="Count">0 to <see cref="Limits.MaxOneTimePrekeys"/>.</param>
[GenerateSerializer, Immutable, Alias("cex.PrekeyCount")]
public readonly record struct PrekeyCount(Refusal Refusal, int Count);
