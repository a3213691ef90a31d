namespace ContextExchange.Storage;

/// <summary>A state as it is stored.</summary>
/// <param name="Version">Its version, at least 1.</param>
/// <param name="Body">Opaque bytes.</param>
internal sealed record StoredState(long Version, ReadOnlyMemory<byte> Body);
