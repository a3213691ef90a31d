namespace ContextExchange.Grains.Interfaces;

/// <summary>A page of both sides' signed terms as one side sees them.</summary>
/// <param name="Own">At most <see cref="Limits.MaxTermsPage"/> records of the looking side, oldest first.</param>
/// <param name="Theirs">The same of the peer's side.</param>
[GenerateSerializer, Immutable, Alias("cex.TermsRecords")]
public sealed record TermsRecords(
    IReadOnlyList<ReadOnlyMemory<byte>> Own, IReadOnlyList<ReadOnlyMemory<byte>> Theirs);
