namespace ContextExchange.Grains.Storage;

/// <summary>A grain that has something to carry out.</summary>
/// <param name="Kind">Which kind of grain.</param>
/// <param name="Key">Its key: an agent's id, <see cref="ConnectionKey"/>, an invite's id or an owner's.</param>
/// <param name="At">Since when.</param>
public sealed record DueGrain(DueKind Kind, string Key, DateTimeOffset At);
