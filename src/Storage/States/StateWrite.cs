namespace ContextExchange.Storage;

/// <summary>One conditional write of a state.</summary>
/// <param name="Key">Which state.</param>
/// <param name="Expected">The version that must stand; null when there must be none.</param>
/// <param name="Body">The new bytes; null deletes.</param>
/// <param name="Due">When the grain must be woken for this state; null for never.</param>
internal sealed record StateWrite(StateKey Key, long? Expected, ReadOnlyMemory<byte>? Body, DateTimeOffset? Due);
