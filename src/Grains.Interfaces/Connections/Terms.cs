namespace ContextExchange.Grains.Interfaces;

/// <summary>One side's contract: a level to share and a level to receive for each category it knows.</summary>
/// <param name="Levels">At most <see cref="Limits.MaxCategoriesPerContract"/>; a category that is missing is
/// refused.</param>
/// <param name="OwnerReads">Whether this side's owner may read the conversation.</param>
[GenerateSerializer, Immutable, Alias("cex.Terms")]
public sealed record Terms(IReadOnlyDictionary<string, CategoryLevels> Levels, bool OwnerReads);
