namespace ContextExchange.Client;

/// <summary>The signed terms (CXE1, 6.1) of both sides: at most the 16 newest of each, oldest first.</summary>
/// <param name="Own">Of the own side.</param>
/// <param name="Theirs">Of the peer's side; believed only against its pinned owner.</param>
public sealed record SignedTermsInfo(IReadOnlyList<byte[]> Own, IReadOnlyList<byte[]> Theirs);
