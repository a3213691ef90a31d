namespace ContextExchange.Grains.Interfaces;

/// <summary>An owner's decision about one held message.</summary>
/// <param name="Verdict">Approve, reject or send back.</param>
/// <param name="By">The owner who decided.</param>
/// <param name="Approval">The signed record (CXE1, 6.2): with approve, and there always; else empty.</param>
/// <param name="Note">For the sending agent, sealed (CXE1, 6.3), at most <see cref="Limits.MaxSealedNote"/> bytes; only
/// with send back, and empty for none.</param>
[GenerateSerializer, Immutable, Alias("cex.Decision")]
public sealed record Decision(
    Verdict Verdict, OwnerId By, ReadOnlyMemory<byte> Approval = default, ReadOnlyMemory<byte> Note = default);
