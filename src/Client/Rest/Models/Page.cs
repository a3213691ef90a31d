namespace ContextExchange.Client;

/// <summary>A part of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
