namespace ContextExchange.Storage;

/// <summary>How a state's write was judged.</summary>
/// <param name="Stored">Whether it was carried out.</param>
/// <param name="Version">The version that stands now; null when there is no such state.</param>
internal readonly record struct StateVerdict(bool Stored, long? Version);
