namespace ContextExchange.Grains.Interfaces;

/// <summary>One side's contract with the record that its owner signed about it.</summary>
/// <param name="Terms">The levels by the categories' names, which the record has as hashes only.</param>
/// <param name="Record">CXE1, 6.1: says the same, signed by the owner's key.</param>
[GenerateSerializer, Immutable, Alias("cex.SignedTerms")]
public sealed record SignedTerms(Terms Terms, ReadOnlyMemory<byte> Record);
