namespace ContextExchange.Protocol;

/// <summary>One side's levels for one category.</summary>
/// <param name="Share">Whether its agent may send messages of this category.</param>
/// <param name="Receive">Whether its agent may be sent messages of this category.</param>
public readonly record struct CategoryLevels(ConsentLevel Share, ConsentLevel Receive);
