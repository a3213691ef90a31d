namespace ContextExchange.Grains.Interfaces;

/// <summary>An owner's decision about one held message.</summary>
/// <param name="Verdict">Approve, reject or send back.</param>
/// <param name="By">The owner who decided.</param>
/// <param name="Note">For the sending agent, at most <see cref="Limits.MaxNote"/> characters; only with send back. Not
/// sealed.</param>
[GenerateSerializer, Immutable, Alias("cex.Decision")]
public sealed record Decision(Verdict Verdict, OwnerId By, string? Note);
